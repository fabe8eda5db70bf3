import { ref } from 'vue';
import { defineStore } from 'pinia';

export interface NoticeAction {
  label: string;
  run(): void | Promise<void>;
}

export interface Notice {
  id: number;
  tone: 'plain' | 'success' | 'problem';
  text: string;
  action: NoticeAction | null;
}

const usualMs = 5_000;
/** Long enough to read, to decide, and to reach for the mouse. */
const withActionMs = 8_000;

/** Short messages at the edge of the window that go by themselves. */
export const useNotices = defineStore('notices', () => {
  const notices = ref<Notice[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let nextId = 0;

  const dismiss = (id: number): void => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    notices.value = notices.value.filter((notice) => notice.id !== id);
  };

  const leaveIn = (id: number, delayMs: number): void => {
    clearTimeout(timers.get(id));
    timers.set(
      id,
      setTimeout(() => dismiss(id), delayMs),
    );
  };

  const show = (text: string, tone: Notice['tone'] = 'plain', action: NoticeAction | null = null): number => {
    const id = nextId++;
    notices.value = [
      ...notices.value.filter((notice) => notice.text !== text).slice(-2),
      { id, tone, text, action },
    ];
    leaveIn(id, action ? withActionMs : usualMs);
    return id;
  };

  const act = (notice: Notice): void => {
    dismiss(notice.id);
    void notice.action?.run();
  };

  /** While somebody reads, nothing leaves. */
  const hold = (): void => {
    for (const timer of timers.values()) clearTimeout(timer);
  };
  const release = (): void => {
    for (const { id } of notices.value) leaveIn(id, usualMs);
  };

  return { notices, show, dismiss, act, hold, release };
});
