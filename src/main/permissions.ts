import type { Session } from 'electron';
import type { Origins } from './origins.ts';

/** The only thing that a page may ask the system for: to put text on the clipboard. */
const isPermitted = (permission: string, url: string | undefined, origins: Origins): boolean =>
  permission === 'clipboard-sanitized-write' && url !== undefined && origins.isOurs(url);

export const denyPermissions = (session: Session, origins: Origins): void => {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(isPermitted(permission, requestingUrl, origins)),
  );
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isPermitted(permission, requestingOrigin, origins),
  );
  session.setDevicePermissionHandler(() => false);
};
