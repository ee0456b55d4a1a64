export { callback as GET } from '../../../routes.js';

export const dynamic = 'force-dynamic';
