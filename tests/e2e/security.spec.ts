/* eslint-disable max-lines -- the list is one, and is gone through on one running app. */
/** The security list of the app, item by item, on the running app. What models may write is in chat.spec.ts. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { electronLaunchOptions } from '../../scripts/lib/launch.mjs';
import { projectRoot } from '../../scripts/lib/paths.mjs';
import { launchApp, type LaunchedApp } from './app.ts';
import { askEngine } from './engine.ts';
import { selfSigned } from './self-signed.ts';

const secret = 'gsk_3f9c_nobody_may_read_this';

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** Every file of the profile, by its path. */
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

let launched: LaunchedApp;
test.beforeAll(async () => {
  launched = await launchApp();
  // Where a first run ends up by itself; from here on the page goes nowhere.
  await expect(launched.page.getByRole('button', { name: 'Paste a Groq key' })).toBeVisible();
});
test.afterAll(() => launched.close());

const readLog = (): string => readFileSync(launched.logFile, 'utf8');

test('1-3: the page is sandboxed, isolated, and knows nothing of Node', async () => {
  const settings = await launched.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    return (
      window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences();
  });
  expect(settings).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
  });
  expect(settings['nodeIntegrationInWorker']).not.toBe(true);
  const found = await launched.page.evaluate(() =>
    ['process', 'require', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
  );
  expect(found).toEqual([]);
});

test('4: the content policy comes by header, allows nothing remote and nothing inline', async () => {
  const headers = await launched.page.evaluate(async () =>
    Object.fromEntries((await fetch(location.href)).headers),
  );
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe|http|\*/);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  });
});

test('4: a script that found its way into the page does not run', async () => {
  const ran = await launched.page.evaluate(async () => {
    const attempts = [
      () => {
        const script = document.createElement('script');
        script.textContent = 'window.pwned = true';
        document.body.append(script);
      },
      () => document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.pwned = true">'),
      () => document.body.setAttribute('onclick', 'window.pwned = true'),
      () => setTimeout('window.pwned = true'),
      () => {
        const script = document.createElement('script');
        script.src = 'data:text/javascript,window.pwned=true';
        document.body.append(script);
      },
    ];
    for (const attempt of attempts) {
      try {
        attempt();
      } catch {
        // Refused by Trusted Types; the others by the policy.
      }
    }
    document.body.click();
    await new Promise((resolve) => setTimeout(resolve, 200));
    return 'pwned' in window;
  });
  expect(ran).toBe(false);
});

test('5: the protocol serves the bundle and nothing beside it', async () => {
  // Asked by the session itself, so that no policy of the page stands before the protocol.
  const statuses = await launched.app.evaluate(async ({ session }) => {
    const ask = async (url: string): Promise<number> => {
      try {
        return (await session.defaultSession.fetch(url, { bypassCustomProtocolHandlers: false })).status;
      } catch {
        return 0;
      }
    };
    const urls = [
      'app://versaai/index.html',
      'app://versaai/../main/index.js',
      'app://versaai/%2e%2e/main/index.js',
      'app://versaai/..%2fmain%2findex.js',
      'app://versaai/..%5cmain%5cindex.js',
      'app://versaai/%252e%252e/main/index.js',
      'app://versaai//etc/passwd',
      'app://versaai/assets/../../../package.json',
      'app://elsewhere/index.html',
      'app://versaai.evil/index.html',
      'file:///etc/passwd',
    ];
    return Object.fromEntries(await Promise.all(urls.map(async (url) => [url, await ask(url)] as const)));
  });
  const { 'app://versaai/index.html': page, ...others } = statuses as Record<string, number>;
  expect(page).toBe(200);
  for (const [url, status] of Object.entries(others)) expect([0, 404], url).toContain(status);
});

test('6: the page goes nowhere, opens no window and embeds nothing', async () => {
  const { page } = launched;
  const before = page.url();
  const opened = await page.evaluate(async () => {
    location.href = 'https://example.com/';
    location.assign('file:///etc/passwd');
    const form = document.createElement('form');
    form.action = 'https://example.com/';
    document.body.append(form);
    form.submit();
    const child = open('https://example.com/');
    const frame = document.createElement('iframe');
    frame.src = 'app://versaai/index.html';
    document.body.append(frame, document.createElement('webview'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    let isEmbedded = true;
    try {
      isEmbedded = frame.contentWindow !== null && 'versa' in frame.contentWindow;
    } catch {
      isEmbedded = false;
    }
    const isWebview = 'getWebContentsId' in (document.querySelector('webview') ?? {});
    frame.remove();
    form.remove();
    document.querySelector('webview')?.remove();
    return { child: child !== null, isEmbedded, isWebview };
  });
  expect(opened).toEqual({ child: false, isEmbedded: false, isWebview: false });
  expect(page.url()).toBe(before);
  expect(launched.app.windows()).toHaveLength(1);
  expect(readLog()).toContain('navigation.refused');
});

test('6: a link leaves the app only after the user has seen where it leads', async () => {
  const { app, page } = launched;
  await app.evaluate(({ dialog, shell }) => {
    const seen = { asked: [] as string[], opened: [] as string[], answer: 1 };
    Object.assign(globalThis, { seen });
    Object.assign(dialog, {
      showMessageBox: (...given: unknown[]) => {
        seen.asked.push(JSON.stringify(given.at(-1)));
        return Promise.resolve({ response: seen.answer, checkboxChecked: false });
      },
    });
    Object.assign(shell, { openExternal: (url: string) => Promise.resolve(void seen.opened.push(url)) });
  });
  const open = (url: string): Promise<string> =>
    page.evaluate(async (link) => (await window.versa.call('links.open', { url: link })).outcome, url);

  for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'http://example.com', 'smb://host/share'])
    expect(await open(url), url).toBe('refused');
  expect(await open('https://user:password@example.com')).toBe('refused');
  expect(await open('https://аpple.com/login')).toBe('declined');

  await app.evaluate(() => Object.assign((globalThis as unknown as { seen: object }).seen, { answer: 0 }));
  expect(await open('https://example.com/page?q=1')).toBe('opened');
  const seen = await app.evaluate(
    () => (globalThis as unknown as { seen: { asked: string[]; opened: string[] } }).seen,
  );
  expect(seen.asked).toHaveLength(2);
  expect(seen.asked[0]).toContain('xn--pple-43d.com');
  expect(seen.asked[0]).toContain('аpple.com');
  expect(seen.opened).toEqual(['https://example.com/page?q=1']);
});

test('7: the page is given no permission', async () => {
  const answers = await launched.page.evaluate(async () => {
    const refused = async (ask: () => Promise<unknown>): Promise<boolean> => {
      try {
        const answer = await ask();
        return answer === 'denied';
      } catch {
        return true;
      }
    };
    const state = async (name: string) =>
      (await navigator.permissions.query({ name: name as PermissionName })).state;
    return {
      notification: await refused(() => Notification.requestPermission()),
      camera: await refused(() => navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await refused(() => navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await refused(() => navigator.mediaDevices.getDisplayMedia()),
      geolocation: await refused(() => state('geolocation')),
      clipboard: await refused(() => navigator.clipboard.readText()),
      midi: await refused(() => state('midi')),
    };
  });
  for (const [permission, isRefused] of Object.entries(answers)) expect(isRefused, permission).toBe(true);
});

test('8: a call that is not in the contract, or does not fit it, is refused', async () => {
  const outcomes = await launched.page.evaluate(async () => {
    const call = window.versa.call as unknown as (name: unknown, input: unknown) => Promise<unknown>;
    const listen = window.versa.on as unknown as (name: string, listener: () => void) => void;
    const refused = async (name: unknown, input: unknown): Promise<boolean> => {
      try {
        await call(name, input);
        return false;
      } catch {
        return true;
      }
    };
    let isDeaf = false;
    try {
      listen('engine:port', () => {});
    } catch {
      isDeaf = true;
    }
    return {
      unknown: await refused('shell.run', { command: 'ls' }),
      inherited: await refused('constructor', {}),
      value: await refused('preferences.update', { theme: 'neon' }),
      type: await refused('keys.save', { endpointId: 'groq', key: 7, protection: 'memory' }),
      path: await refused('folders.show', { folder: '/etc' }),
      endpoint: await refused('keys.delete', { endpointId: '../../shell' }),
      nothing: await refused('links.open', undefined),
      isDeaf,
      theme: (await window.versa.call('preferences.update', {})).theme,
    };
  });
  const { theme, ...refusals } = outcomes;
  expect(theme).toBe('system');
  for (const [name, isRefused] of Object.entries(refusals)) expect(isRefused, name).toBe(true);
});

test('8: a page that is not ours is refused, even with our bridge', async () => {
  const answers = await launched.app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await foreign.loadURL('data:text/html,<title>foreign</title>');
      const answer: unknown = await foreign.webContents.executeJavaScript(`(async () => {
      const attempts = {};
      for (const name of ['keys.status', 'engine.connect', 'engine.state', 'folders.show'])
        attempts[name] = await versa.call(name, { folder: 'data' }).then(() => 'answered', () => 'refused');
      return { boot: versa.boot, attempts };
    })()`);
      foreign.destroy();
      return answer;
    },
    join(projectRoot, 'out/preload/index.cjs'),
  );
  expect(answers).toEqual({
    boot: null,
    attempts: {
      'keys.status': 'refused',
      'engine.connect': 'refused',
      'engine.state': 'refused',
      'folders.show': 'refused',
    },
  });
  expect(readLog()).toContain('the sender is not a window of the app');
});

test('9: the bridge is three names, and stays as it is', async () => {
  const bridge = await launched.page.evaluate(() => {
    try {
      Object.assign(window.versa, { call: () => Promise.resolve('forged') });
    } catch {
      // Frozen.
    }
    return { names: Object.keys(window.versa).sort(), call: String(window.versa.call).includes('forged') };
  });
  expect(bridge).toEqual({ names: ['boot', 'call', 'on'], call: false });
});

test('10, 16: a key is written nowhere in the clear, and neither is what was refused', async () => {
  const { page, userData } = launched;
  const kept = await page.evaluate(async (key) => {
    const groq = 'groq' as never;
    const { keychain } = await window.versa.call('keys.status', {});
    const asked = keychain === 'available' ? 'keychain' : 'weak';
    const first = await window.versa.call('keys.save', { endpointId: groq, key, protection: asked });
    const wrong = { endpointId: groq, key, protection: 'tattoo' as never };
    await window.versa.call('keys.save', wrong).catch(() => {});
    await window.versa.call('links.open', { url: `file:///${key}` }).catch(() => {});
    return { keychain, first, status: await window.versa.call('keys.status', {}) };
  }, secret);
  expect(kept.first.kind).toBe('saved');
  expect(kept.status.keys.map(({ endpointId }) => String(endpointId))).toEqual(['groq']);
  for (const file of filesOf(userData))
    expect(readFileSync(file, 'latin1').includes(secret), file).toBe(false);
});

test('10: a key for this run only leaves nothing behind, and a weak place is never taken for a keychain', async () => {
  const { page, userData } = launched;
  const { keychain, refusal, status } = await page.evaluate(async () => {
    const endpointId = 'groq' as never;
    const before = await window.versa.call('keys.status', {});
    const strong = await window.versa.call('keys.save', {
      endpointId,
      key: 'another',
      protection: 'keychain',
    });
    await window.versa.call('keys.save', { endpointId, key: 'another', protection: 'memory' });
    return {
      keychain: before.keychain,
      refusal: strong.kind,
      status: await window.versa.call('keys.status', {}),
    };
  });
  expect(refusal).toBe(keychain === 'available' ? 'saved' : 'refused');
  expect(status.keys.map(({ protection }) => protection)).toEqual(['memory']);
  expect(readFileSync(join(userData, 'shell.json'), 'utf8')).not.toContain('ciphertext');
});

test('12: what is packaged can be turned neither into Node nor into another app', () => {
  const configuration = readFileSync(join(projectRoot, 'electron-builder.yml'), 'utf8');
  const fuses = Object.fromEntries(
    [...configuration.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(fuses).toMatchObject({
    runAsNode: 'false',
    enableNodeOptionsEnvironmentVariable: 'false',
    enableNodeCliInspectArguments: 'false',
    onlyLoadAppFromAsar: 'true',
    enableEmbeddedAsarIntegrityValidation: 'true',
    enableCookieEncryption: 'true',
    grantFileProtocolExtraPrivileges: 'false',
  });
});

test('14: a certificate that does not hold is not accepted, whatever the surroundings say', async () => {
  let requests = 0;
  const server = createSecureServer(selfSigned, (_request, response) => {
    requests += 1;
    response.end('{}');
  });
  const port = await listen(server);
  const other = await launchApp({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
  try {
    const answer = await askEngine(other.page, 'endpoints.test', {
      kind: 'openai-compatible',
      baseUrl: `https://localhost:${port}/v1`,
      endpointId: null,
      apiKey: 'none',
    });
    expect(answer.kind).toBe('fails');
    expect(requests).toBe(0);
  } finally {
    await other.close();
    server.close();
  }
});

test('15: a second instance leaves at once, and what it was told is not obeyed', async () => {
  const { app, page, userData } = launched;
  const before = page.url();
  const hostile = [
    'app://evil/',
    'versaai://run?command=rm',
    '--disable-web-security',
    'javascript:alert(1)',
  ];
  const { executablePath, args, env, cwd } = electronLaunchOptions({ userData, extraArgs: hostile });
  const code = await new Promise<number | null>((resolve) =>
    spawn(executablePath, args, { env, cwd, stdio: 'ignore' }).once('exit', resolve),
  );
  expect(code).toBe(0);
  expect(page.url()).toBe(before);
  expect(app.windows()).toHaveLength(1);
});

test('16: there are no crash dumps', () => {
  expect(filesOf(launched.userData).filter((file) => file.endsWith('.dmp'))).toEqual([]);
});

test('17: the page reaches no other address, not even on this machine', async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end('seen');
  });
  server.on('upgrade', (request) => seen.push(`upgrade ${request.url}`));
  const port = await listen(server);
  await launched.page.evaluate(async (address) => {
    const quietly = (attempt: () => unknown): void => {
      try {
        void Promise.resolve(attempt()).catch(() => {});
      } catch {
        // Refused at once.
      }
    };
    quietly(() => fetch(`http://${address}/fetch`));
    quietly(() => navigator.sendBeacon(`http://${address}/beacon`));
    quietly(() => (new Image().src = `http://${address}/image`));
    quietly(() => new WebSocket(`ws://${address}/socket`));
    quietly(() => new EventSource(`http://${address}/events`));
    for (const relation of ['preconnect', 'prefetch', 'stylesheet', 'modulepreload', 'icon']) {
      const link = document.createElement('link');
      link.rel = relation;
      link.href = `http://${address}/${relation}`;
      document.head.append(link);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    document.querySelectorAll(`link[href*="${address}"]`).forEach((link) => link.remove());
  }, `127.0.0.1:${port}`);
  // The session itself says no as well, without the help of the page's policy.
  const bySession = await launched.app.evaluate(
    ({ session }, url) =>
      session.defaultSession.fetch(url).then(
        () => 'answered',
        () => 'refused',
      ),
    `http://127.0.0.1:${port}/session`,
  );
  server.close();
  expect(bySession).toBe('refused');
  expect(seen).toEqual([]);
});

test('20: what the app keeps is for its user alone to read', async () => {
  const { page, userData, logFile } = launched;
  await askEngine(page, 'system.status', {});
  for (const file of [join(userData, 'data', 'versaai.db'), join(userData, 'shell.json'), logFile])
    expect(statSync(file).mode & 0o077, file).toBe(0);
});
