export { isHttpAddress } from './address.ts';
export { default as EndpointForm } from './EndpointForm.vue';
export { default as GroqKeyForm } from './GroqKeyForm.vue';
export { useKeyEntry } from './key-entry.ts';
export { default as TestResult } from './TestResult.vue';
