export default {
  model: {
    no_key: 'Todavía no hay clave para este servidor. Añade una en los ajustes y vuelve a intentarlo.',
    bad_key: 'El servidor no aceptó la clave. Compruébala en los ajustes y vuelve a intentarlo.',
    no_network: 'No se pudo llegar al servidor. Comprueba tu conexión de red y vuelve a intentarlo.',
    rate_limited: 'Demasiadas peticiones por ahora: el servidor pide una pausa.',
    retired: 'El modelo {model} ya no se ofrece.',
    context_too_long:
      'La conversación es demasiado larga para este modelo. Empieza una nueva, acorta tu mensaje o elige un modelo con más contexto.',
    rejected: 'El servidor rechazó la petición (estado {status}).',
    server_error: 'El servidor tiene un problema propio (estado {status}). Suele pasar pronto.',
    timed_out: 'No llegó nada durante {seconds} segundos, así que se terminó la petición.',
    incomplete: 'La respuesta se cortó antes del final. Se conserva lo que había llegado.',
    unreadable:
      'No se pudo leer lo que envió el servidor. La causa puede ser una página de acceso de la red o una dirección equivocada.',
    endpoint_down:
      'El servidor falló varias veces seguidas, así que no se envió nada. Se probará de nuevo en breve.',
  },
  storage: {
    newer_version:
      'Tus conversaciones se abrieron por última vez con un VersaAI más nuevo (formato {fileVersion}; este lee hasta el {supportedVersion}). Instala la versión nueva para abrirlas. No se cambió nada.',
    not_ours:
      'El archivo donde deberían estar tus conversaciones no es una base de datos de VersaAI. No se cambió nada.',
    damaged:
      'El archivo con tus conversaciones está dañado y no se puede abrir. Puede haber una copia en la carpeta, a su lado.',
    unavailable:
      'No se puede abrir el archivo con tus conversaciones. Quizá lo usa otro programa, el disco está lleno o falta el permiso.',
  },
  conversation: {
    not_found: 'Esta conversación ya no existe.',
    busy: 'Ya hay una respuesta en camino en esta conversación. Espera a que termine o detenla.',
  },
  message: {
    not_found: 'Este mensaje ya no existe.',
    wrong_state: 'Eso no es posible ahora con este mensaje.',
  },
  endpoint: {
    not_found: 'Este servidor ya no existe. Elige otro modelo.',
    built_in: 'Un servidor incorporado no se puede quitar.',
  },
  search: { superseded: 'Una búsqueda más nueva ocupó su lugar.' },
  saved_search: { not_found: 'Esta búsqueda guardada ya no existe.' },
  contract: {
    unknown_operation: 'El motor no conoce esta petición ({name}). Puede ayudar reiniciar la aplicación.',
    invalid_input: 'El motor no aceptó esta petición. No se cambió nada.',
  },
  engine: {
    internal: 'Algo falló dentro de la aplicación. Está en el registro como {reference}.',
    disconnected: 'El motor se fue antes de terminar. Se está reiniciando: vuelve a intentarlo.',
  },
};
