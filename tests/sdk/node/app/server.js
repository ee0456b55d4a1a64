// The settings, and the port: everything else is in app.js.

import { createServer } from 'node:http';

import { createApp } from './app.js';

const { SCALEKIT_ENVIRONMENT_URL, SCALEKIT_CLIENT_ID, SCALEKIT_CLIENT_SECRET, PORT = '3000', APP_URL } = process.env;

for (const [name, value] of Object.entries({ SCALEKIT_ENVIRONMENT_URL, SCALEKIT_CLIENT_ID, SCALEKIT_CLIENT_SECRET })) {
  if (!value) {
    console.error(`${name} is not set`);
    process.exit(2);
  }
}

const server = createServer();
server.listen(Number(PORT), '127.0.0.1', () => {
  // PORT=0 takes a free one, so the app learns its own address only now.
  const here = `http://localhost:${server.address().port}`;
  server.on(
    'request',
    createApp({
      environmentUrl: SCALEKIT_ENVIRONMENT_URL,
      clientId: SCALEKIT_CLIENT_ID,
      clientSecret: SCALEKIT_CLIENT_SECRET,
      appUrl: APP_URL ?? here,
    }),
  );
  console.log(`listening on ${here}`);
});
