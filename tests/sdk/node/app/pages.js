// The pages, which are the same in each framework, and what is said with every answer.

/** What people see instead of a page: its status, and a title in our own words. */
export class PageError extends Error {
  name = 'PageError';

  constructor(status, title) {
    super(title);
    this.status = status;
  }
}

// pages-are-not-stored: no page of a signed-in person comes back with the "back" button after they signed out.
export const HEADERS = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };

/** Open to everybody: whoever signed out ends here, and is not sent to sign in again. */
export function welcome() {
  return page('Welcome', '<a href="/login">Sign in</a> <a href="/dashboard">Dashboard</a>');
}

export function dashboard({ email }) {
  return page(
    'Dashboard',
    `<p>Signed in as ${escape(email)}</p>
     <form method="post" action="/logout"><button>Sign out</button></form>`,
  );
}

/** errors-are-generic: nothing of another's error is shown. The name decides, because Next.js has a class of its own. */
export function problem(error) {
  const title = error.name === 'PageError' ? error.message : 'This does not work at the moment';
  return page(title, '<a href="/login">Sign in</a> <a href="/">Back</a>');
}

export function statusOf(error) {
  return error.status ?? error.statusCode ?? 500;
}

/** only-the-person-signs-out: another site's form or script does not. What is no browser sends no such header. */
export function isFromThisSite(secFetchSite) {
  return ['same-origin', 'none', undefined, null].includes(secFetchSite);
}

/** scripts-get-401: a script cannot follow the way to Scalekit. */
export function isForScripts(method, path) {
  return method !== 'GET' || path.startsWith('/api/');
}

function page(title, body) {
  return `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${body}</html>`;
}

function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
