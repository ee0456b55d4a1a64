import { fileURLToPath } from 'node:url';

// The folder of the packages: what the frameworks share is beside this folder, and not in it.
const root = fileURLToPath(new URL('../..', import.meta.url));

export default {
  poweredByHeader: false,
  outputFileTracingRoot: root,
  turbopack: { root },
};
