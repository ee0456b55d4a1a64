// As much of a browser as a sign-in needs: cookies of each host, redirects, and top-level navigation.

import { request } from 'node:http';
import { text } from 'node:stream/consumers';

const MOST_REDIRECTS = 10;

export class Browser {
  #jars = new Map();

  /**
   * Goes to an address and on to where it leads. With `stopAt`, the URL that begins so is returned instead of
   * being opened.
   */
  async open(url, { method = 'GET', stopAt } = {}) {
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
      const page = await this.fetch(url, { method });
      if (!page.headers.location) return page;
      url = new URL(page.headers.location, url).href;
      if (stopAt && url.startsWith(stopAt)) return new URL(url);
      method = 'GET';
    }
    throw new Error(`too many redirects, at last to ${new URL(url).pathname}`);
  }

  /** One request, as if somebody had clicked. */
  async fetch(url, { method = 'GET' } = {}) {
    const jar = this.cookies(url);
    const cookie = this.header(url);
    const headers = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', ...(cookie && { cookie }) };
    const response = await new Promise((resolve, reject) =>
      request(url, { method, headers }, resolve).on('error', reject).end(),
    );
    for (const line of response.headers['set-cookie'] ?? []) keep(jar, line);
    return { url, status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  /** The header with the cookies of the host of this URL. */
  header(url) {
    return [...this.cookies(url)].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The cookies of the host of this URL, by name. */
  cookies(url) {
    const { hostname } = new URL(url);
    if (!this.#jars.has(hostname)) this.#jars.set(hostname, new Map());
    return this.#jars.get(hostname);
  }
}

function keep(jar, line) {
  const [pair, ...attributes] = line.split(/; */);
  const [, name, value] = pair.match(/^([^=]+)=(.*)$/);
  const over = attributes.some((attribute) => /^max-age=0$|^expires=.* 1970 /i.test(attribute));
  if (over) jar.delete(name);
  else jar.set(name, value);
}
