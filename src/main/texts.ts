import type { Language } from '../shared/shell.ts';

/** What the shell itself says: menus and dialogs. Everything else is said by the window. */
const english = {
  file: 'File',
  newConversation: 'New Conversation',
  renameConversation: 'Rename Conversation…',
  deleteConversation: 'Delete Conversation',
  settings: 'Settings…',
  quit: 'Quit',
  closeWindow: 'Close Window',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  search: 'Search…',
  searchPage: 'Search Page',
  find: 'Find in Conversation…',
  view: 'View',
  toggleSidebar: 'Show or Hide Sidebar',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  developerTools: 'Developer Tools',
  conversation: 'Conversation',
  next: 'Next Conversation',
  previous: 'Previous Conversation',
  focusComposer: 'Write a Message',
  stop: 'Stop Answer',
  window: 'Window',
  minimize: 'Minimize',
  help: 'Help',
  shortcuts: 'Keyboard Shortcuts',
  about: 'About VersaAI',
  copyLink: 'Copy Link',
  openLink: 'Open',
  cancel: 'Cancel',
  openLinkQuestion: 'Open this link outside VersaAI?',
  writeMailQuestion: 'Write an e-mail outside VersaAI?',
  openLinkTarget: 'It leads to {target}.',
  writeMailTarget: 'It goes to {target}.',
  chooseFolder: 'Choose where your conversations are kept',
  startFailed: 'VersaAI could not start',
  startFailedDetail: 'What happened is written in {file}.',
};
export type Texts = typeof english;

const spanish: Texts = {
  file: 'Archivo',
  newConversation: 'Nueva conversación',
  renameConversation: 'Cambiar el título…',
  deleteConversation: 'Eliminar conversación',
  settings: 'Ajustes…',
  quit: 'Salir',
  closeWindow: 'Cerrar ventana',
  edit: 'Edición',
  undo: 'Deshacer',
  redo: 'Rehacer',
  cut: 'Cortar',
  copy: 'Copiar',
  paste: 'Pegar',
  selectAll: 'Seleccionar todo',
  search: 'Buscar…',
  searchPage: 'Página de búsqueda',
  find: 'Buscar en la conversación…',
  view: 'Ver',
  toggleSidebar: 'Mostrar u ocultar la barra lateral',
  actualSize: 'Tamaño real',
  zoomIn: 'Acercar',
  zoomOut: 'Alejar',
  fullScreen: 'Pantalla completa',
  developerTools: 'Herramientas de desarrollo',
  conversation: 'Conversación',
  next: 'Conversación siguiente',
  previous: 'Conversación anterior',
  focusComposer: 'Escribir un mensaje',
  stop: 'Detener la respuesta',
  window: 'Ventana',
  minimize: 'Minimizar',
  help: 'Ayuda',
  shortcuts: 'Atajos de teclado',
  about: 'Acerca de VersaAI',
  copyLink: 'Copiar enlace',
  openLink: 'Abrir',
  cancel: 'Cancelar',
  openLinkQuestion: '¿Abrir este enlace fuera de VersaAI?',
  writeMailQuestion: '¿Escribir un correo fuera de VersaAI?',
  openLinkTarget: 'Lleva a {target}.',
  writeMailTarget: 'Va dirigido a {target}.',
  chooseFolder: 'Elige dónde se guardan tus conversaciones',
  startFailed: 'VersaAI no ha podido iniciarse',
  startFailedDetail: 'Lo ocurrido está escrito en {file}.',
};

const texts: Record<Language, Texts> = { en: english, es: spanish };

export const textsIn = (language: Language): Texts => texts[language];

/** The first of the system's languages that we speak. */
export const chooseLanguage = (preferred: readonly string[]): Language => {
  for (const tag of preferred) {
    const [language] = tag.toLowerCase().split(/[-_]/);
    if (language === 'es' || language === 'en') return language;
  }
  return 'en';
};
