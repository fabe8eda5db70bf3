import { app, type Event } from 'electron';
import type { Log } from './log.ts';

/**
 * No page of ours ever goes elsewhere, opens a window or embeds another page, whoever asked for it. The development
 * server alone may load its page anew.
 */
export const denyNavigation = (log: Log, mayReload: (url: string) => boolean): void => {
  app.on('web-contents-created', (_created, contents) => {
    const refuse = (event: Pick<Event, 'preventDefault'>, what: string): void => {
      event.preventDefault();
      log.write({ level: 'warning', event: 'navigation.refused', details: { what } });
    };
    contents.on('will-navigate', (event) => {
      if (!mayReload(event.url)) refuse(event, 'page');
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) refuse(event, 'frame');
    });
    contents.on('will-redirect', (event) => refuse(event, 'redirect'));
    contents.on('will-attach-webview', (event) => refuse(event, 'webview'));
    contents.setWindowOpenHandler(() => {
      log.write({ level: 'warning', event: 'navigation.refused', details: { what: 'window' } });
      return { action: 'deny' };
    });
    // Not even through a peer connection, which no content policy covers.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
};
