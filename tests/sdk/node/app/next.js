// Next.js: started by this file, so that it listens and is given its settings as the other two are. The routes are in next/.

import { fileURLToPath } from 'node:url';

import next from 'next';

import { Client } from './client.js';

let started;

export async function listener(settings) {
  // one-client: Next.js bundles each route by itself, and a bundle has no variable in common with another.
  globalThis.scalekitClient = new Client(settings);
  globalThis.appUrl = settings.appUrl;
  started ??= start();
  return started;
}

/** Takes what `npm run build` has built. */
async function start() {
  const app = next({ dir: fileURLToPath(new URL('./next', import.meta.url)), dev: false });
  await app.prepare();
  return app.getRequestHandler();
}
