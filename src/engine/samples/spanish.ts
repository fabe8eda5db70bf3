import { sampleId, type Sample } from './sample.ts';

export const spanishSamples: readonly Sample[] = [
  {
    id: sampleId('01931f2a-0002-7000-8000-000000000001'),
    title: 'Te damos la bienvenida a VersaAI',
    hoursAgo: 0.2,
    exchanges: [
      {
        question: '¿Qué puedo hacer aquí?',
        answer: `Todo lo que ves está guardado **en este ordenador**. Estas conversaciones de ejemplo son como las demás: búscalas, ramifícalas o bórralas.

Algunas cosas que vale la pena probar:

1. Pulsa **Ctrl+K** (⌘K en Mac) y escribe \`lisboa\`: la búsqueda recorre cada palabra de cada conversación.
2. Pasa el ratón por uno de tus mensajes y elige **Editar**: la versión anterior se queda como una rama a la que puedes volver.
3. Pulsa **Ctrl+/** para ver todos los atajos.

Cuando quieras, añade una clave de Groq o un servidor local en **Ajustes → Modelos** y pregunta algo tuyo.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0002-7000-8000-000000000002'),
    title: 'Promesas en paralelo',
    hoursAgo: 5,
    exchanges: [
      {
        question: '¿Cómo hago varias peticiones a la vez en TypeScript sin que un fallo lo pare todo?',
        answer: `Usa \`Promise.allSettled\`: espera a todas y te dice cómo acabó cada una.

\`\`\`ts
const results = await Promise.allSettled(urls.map((url) => fetch(url)));

for (const result of results) {
  if (result.status === 'fulfilled') console.log(result.value.status);
  else console.warn('falló:', result.reason);
}
\`\`\`

| Función | Se detiene al primer fallo | Devuelve |
| --- | --- | --- |
| \`Promise.all\` | sí | los valores |
| \`Promise.allSettled\` | no | el estado de cada una |
| \`Promise.any\` | no | el primer éxito |

Si son cientos de peticiones, limita cuántas van a la vez.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0002-7000-8000-000000000003'),
    title: 'Tres días en Lisboa',
    hoursAgo: 27,
    exchanges: [
      {
        question: 'Organiza tres días tranquilos en Lisboa: miradores, azulejos y buena comida.',
        answer: `### Día 1 · Alfama y Graça
- Mirador de Santa Luzia a primera hora, antes que los grupos
- Museo del Azulejo, y comida en la cafetería de su patio

### Día 2 · Belém
- Los Jerónimos al abrir; después, los pasteles recién hechos
- Paseo junto al Tajo hasta el MAAT

### Día 3 · Chiado y Príncipe Real
- Librería Bertrand (desde 1732) y el jardín botánico
- Atardecer en São Pedro de Alcântara

> Lleva calzado con suela: la *calçada* resbala cuando llueve.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0002-7000-8000-000000000004'),
    title: 'Índices en una base de datos',
    hoursAgo: 75,
    exchanges: [
      {
        question: '¿Por qué mi consulta no usa el índice?',
        answer: `Casi siempre por una de estas razones:

1. **Una función sobre la columna**: \`WHERE lower(name) = ?\` necesita un índice sobre \`lower(name)\`.
2. **El orden de las columnas**: un índice \`(a, b)\` no sirve para buscar solo por \`b\`.
3. **Comodín al principio**: \`LIKE '%texto'\` recorre toda la tabla; para eso está la búsqueda de texto completo.
4. **Muy poca selectividad**: si la mitad de las filas cumplen, leer la tabla sale más barato.

\`\`\`sql
EXPLAIN QUERY PLAN
SELECT * FROM orders WHERE customer_id = 42 ORDER BY created_at DESC;
\`\`\`

Si en la respuesta lees \`SCAN\`, no lo está usando.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0002-7000-8000-000000000005'),
    title: 'Una carta de disculpa',
    hoursAgo: 220,
    exchanges: [
      {
        question: 'Ayúdame a pedir disculpas a un cliente por una entrega tarde, sin excusas.',
        answer: `> Le prometimos la entrega para el martes y llegó el viernes. Fue un error nuestro al planificar, y entiendo lo que le supuso.
>
> Hemos añadido una revisión dos días antes de cada envío. El porte de este pedido corre de nuestra cuenta.

Dice **qué pasó**, **de quién fue la culpa** y **qué cambia**. Nada más.`,
      },
    ],
  },
  {
    id: sampleId('01931f2a-0002-7000-8000-000000000006'),
    title: 'Tortilla jugosa',
    hoursAgo: 480,
    exchanges: [
      {
        question: 'La tortilla de patatas me queda seca. ¿Qué hago?',
        answer: `- [x] Patata confitada en aceite **suave**, no frita: 20 minutos a 120 °C
- [ ] Huevo y patata reposan juntos diez minutos antes de cuajar
- [ ] Un huevo por cada 100 g de patata
- [ ] Sartén muy caliente al entrar, fuego bajo después
- [ ] Fuera del fuego cuando el centro aún tiembla

El reposo es lo que más cambia el resultado.`,
      },
    ],
  },
];
