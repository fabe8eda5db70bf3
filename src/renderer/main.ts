import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { startEngineConnection } from './engine/index.ts';
import { startNetworkReports } from './engine/network.ts';
import { useFind, useTranscript } from './features/chat/index.ts';
import { i18n } from './i18n/index.ts';
import { createAppRouter } from './router.ts';
import { useConversations } from './stores/conversations.ts';
import { useDrafts } from './stores/drafts.ts';
import { useEndpointStates } from './stores/endpoint-states.ts';
import { useEndpoints } from './stores/endpoints.ts';
import { useEngineState } from './stores/engine-state.ts';
import { useOutbox } from './stores/outbox.ts';
import { useSavedSearches } from './stores/saved-searches.ts';
import { usePreferences } from './stores/preferences.ts';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';

// Asked for first: the port is on its way while the page is put together.
startEngineConnection();
startNetworkReports();

const pinia = createPinia();
const app = createApp(App).use(pinia).use(i18n);

void useEngineState(pinia).start();
useConversations(pinia).start();
useSavedSearches(pinia).start();
useEndpoints(pinia).start();
useEndpointStates(pinia).start();
useOutbox(pinia).start();
useTranscript(pinia).start();
useDrafts(pinia).start();
useFind(pinia).start();

// Mounted when the window knows how to look and to speak, so that nothing flashes in the wrong theme or language.
await usePreferences(pinia).start();
app.use(createAppRouter()).mount('#app');
