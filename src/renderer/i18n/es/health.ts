/** Cómo le va a un servidor. */
export default {
  unknown: 'Sin consultar todavía',
  online: 'En línea',
  slow: 'Lento: las primeras palabras tardan',
  limited: {
    requests: 'Sin peticiones para {model} hasta: {time}',
    tokens: 'Sin tokens para {model} hasta: {time}',
    pause: 'Pide una pausa con {model} hasta: {time}',
  },
  down: 'Caído, próximo intento: {time}',
  downUntilNext: 'Caído, se intentará de nuevo con el próximo mensaje',
  offline: 'Fuera de alcance desde: {time}',
  requests: 'Peticiones restantes: {left}',
  tokens: 'Tokens restantes: {left}',
  leftOf: '{left} de {limit}',
  whole: 'de nuevo al completo {time}',
};
