import { ref } from 'vue';
import { defineStore } from 'pinia';

export type SettingsSection = 'appearance' | 'models' | 'answers' | 'data' | 'about';
export type Overlay = 'search' | 'shortcuts' | 'outbox' | { settings: SettingsSection } | null;

/** Below this width the sidebar lies over the chat instead of beside it. */
export const narrowQuery = '(max-width: 720px)';

const sidebarKey = 'versa.sidebar';

/** What lies over the chat, and whether the sidebar is out. */
export const useOverlays = defineStore('overlays', () => {
  const overlay = ref<Overlay>(null);
  const narrow = window.matchMedia(narrowQuery);
  const isNarrow = ref(narrow.matches);
  const isSidebarWanted = ref(localStorage.getItem(sidebarKey) !== 'hidden');
  const isDrawerOut = ref(false);

  narrow.addEventListener('change', ({ matches }) => {
    isNarrow.value = matches;
    isDrawerOut.value = false;
  });

  const open = (wanted: Exclude<Overlay, null>): void => {
    overlay.value = wanted;
    isDrawerOut.value = false;
  };
  const close = (): void => {
    overlay.value = null;
  };
  const toggleSidebar = (): void => {
    if (isNarrow.value) {
      isDrawerOut.value = !isDrawerOut.value;
      return;
    }
    isSidebarWanted.value = !isSidebarWanted.value;
    localStorage.setItem(sidebarKey, isSidebarWanted.value ? 'shown' : 'hidden');
  };
  const closeDrawer = (): void => {
    isDrawerOut.value = false;
  };

  return { overlay, isNarrow, isSidebarWanted, isDrawerOut, open, close, toggleSidebar, closeDrawer };
});
