import { createRouter, createWebHashHistory } from 'vue-router';
import { ChatView } from './features/chat/index.ts';
import { loadWelcomeView } from './features/onboarding/index.ts';
import { loadSearchView } from './features/search/index.ts';

/** The address is the window's memory of where it is: it survives a reload and a crash of the page. */
export const createAppRouter = () =>
  createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/search', name: 'search', component: loadSearchView },
      { path: '/welcome', name: 'welcome', component: loadWelcomeView },
      { path: '/:conversationId([0-9a-f-]{36})?', name: 'chat', component: ChatView },
      { path: '/:elsewhere(.*)*', redirect: '/' },
    ],
  });
