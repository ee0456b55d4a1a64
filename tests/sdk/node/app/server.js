// The settings, the port and the framework, which the first argument names: everything else is in client.js and its file.

import { createServer } from 'node:http';

const FRAMEWORKS = ['express', 'fastify', 'next'];

const [, , framework = 'express'] = process.argv;
if (!FRAMEWORKS.includes(framework)) {
  console.error(`${framework} is none of ${FRAMEWORKS.join(', ')}`);
  process.exit(2);
}

const { SCALEKIT_ENVIRONMENT_URL, SCALEKIT_CLIENT_ID, SCALEKIT_CLIENT_SECRET, PORT = '3000', APP_URL } = process.env;

for (const [name, value] of Object.entries({ SCALEKIT_ENVIRONMENT_URL, SCALEKIT_CLIENT_ID, SCALEKIT_CLIENT_SECRET })) {
  if (!value) {
    console.error(`${name} is not set`);
    process.exit(2);
  }
}

const { listener } = await import(`./${framework}.js`);
const server = createServer();
server.listen(Number(PORT), '127.0.0.1', async () => {
  // PORT=0 takes a free one, so the app learns its own address only now.
  const here = `http://localhost:${server.address().port}`;
  const settings = {
    environmentUrl: SCALEKIT_ENVIRONMENT_URL,
    clientId: SCALEKIT_CLIENT_ID,
    clientSecret: SCALEKIT_CLIENT_SECRET,
    appUrl: APP_URL ?? here,
  };
  server.on('request', await listener(settings));
  console.log(`listening on ${here}`);
});
