export { refresh as POST } from '../../../routes.js';

export const dynamic = 'force-dynamic';
