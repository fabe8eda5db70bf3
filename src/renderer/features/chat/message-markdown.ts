import './markdown/prose.css';

export { default } from './markdown/Markdown.vue';
