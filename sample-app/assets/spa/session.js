// The session of this browser, as the app's server knows it. The page has a copy in its memory to show; the server's word
// counts.
//
// A sign-out is done when the server has confirmed it. Until then nothing is forgotten, and a failure is shown. Other tabs
// hear of a success, and ask the server whether it is true; of a failure they hear nothing.

/** Longest wait for an answer, in milliseconds: at a sign-out the app itself waits five seconds for Scalekit. */
const PATIENCE = 10_000;

/** Begins the name of everything that is stored for a person, so that a sign-out finds all of it. */
const OF_A_PERSON = "person:";

/** A request without the answer that it is for: the status, 0 if there is none, and a sentence for the person. */
class Failure extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** Dispatches `change` whenever something is different. */
export class Session extends EventTarget {
  /** `looking`, `signed-in`, `signed-out`, or `unknown` while the server gives no answer. */
  view = "looking";

  /** The answer of `/api/me`, if somebody is signed in. */
  person = null;

  /** What the person should know of the last request that failed: a title and a text. */
  problem = null;

  /** Whether another tab has signed out. */
  elsewhere = false;

  #app;
  #csrfToken = null;
  #tabs = new BroadcastChannel("session");

  /** Counts questions and sign-outs, so that a late answer does not bring back a person who has left. */
  #turn = 0;

  /** Takes the origin of the app. It is another than the page's, if the page is served from one of its own. */
  constructor(app) {
    super();
    this.#app = app;
    this.#tabs.addEventListener("message", () => this.#hear());
  }

  /** Asks the server who is signed in. Returns whether it answered. */
  async look() {
    const turn = ++this.#turn;
    const [me, failure] = await this.#request("GET", "/api/me", "sub");
    if (turn !== this.#turn) return true;
    if (failure?.status === 401) {
      this.#forget();
    } else if (failure) {
      this.view = this.person ? "signed-in" : "unknown";
      this.problem = { title: "The app gives no answer", text: failure.message };
    } else {
      const { csrfToken, ...person } = me;
      this.#csrfToken = csrfToken;
      this.view = "signed-in";
      this.person = person;
      this.problem = null;
      this.elsewhere = false;
      erase((name) => !name.startsWith(nameOf(person, "")));
    }
    this.#changed();
    return !failure || failure.status === 401;
  }

  /** Signs out: at the app, then here, then at Scalekit, whose cookie is sent by a navigation alone. */
  async signOut() {
    const [confirmed, failure] = await this.#request("POST", "/logout", "logoutUrl");
    if (failure) return this.#stay(failure);
    this.#turn += 1;
    this.#forget();
    this.#changed();
    this.#tabs.postMessage("signed out");
    location.assign(confirmed.logoutUrl);
  }

  /** Stores a text of the person's in this browser until they sign out. */
  keep(name, text) {
    localStorage.setItem(nameOf(this.person, name), text);
  }

  /** Returns a text that was stored. */
  kept(name) {
    return localStorage.getItem(nameOf(this.person, name)) ?? "";
  }

  /** Shows why a sign-out failed. The server says whether the person is still signed in: an answer can be lost. */
  async #stay(failure) {
    const answered = await this.look();
    if (this.view === "signed-out") {
      this.problem = failure.status === 401 ? null : {
        title: "The answer to your sign-out was lost",
        text: "The app says that it has signed you out. Scalekit may still know this browser.",
      };
    } else {
      const title = answered ? "You are still signed in" : "Take it that you are still signed in";
      this.problem = { title, text: failure.message };
    }
    this.#changed();
  }

  /** Hides the person at once, because another tab says that they signed out, and asks the server. */
  async #hear() {
    this.view = "looking";
    this.person = null;
    this.problem = null;
    this.#csrfToken = null;
    this.elsewhere = true;
    this.#changed();
    await this.look();
  }

  /** Forgets the person: in memory, and in the stores of this browser. */
  #forget() {
    this.view = "signed-out";
    this.person = null;
    this.problem = null;
    this.#csrfToken = null;
    erase(() => true);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** Returns the answer, which has the member `member`, or else the failure. */
  async #request(method, path, member) {
    const headers = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRF-Token"] = this.#csrfToken ?? "";
    try {
      const answer = await fetch(this.#app + path, {
        method,
        headers,
        cache: "no-store",
        credentials: "include", // without this, a page of another origin sends no cookie
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!answer.ok) return [null, new Failure(answer.status, sentence(answer.status))];
      // A portal of a wireless network answers 200 as well, and with a page of its own.
      const body = await answer.json().catch(() => null);
      if (typeof body?.[member] === "string") return [body, null];
      return [null, new Failure(answer.status, "The answer did not come from the app, or not whole.")];
    } catch (error) {
      const late = error.name === "TimeoutError";
      return [null, new Failure(0, late ? "The app did not answer in time." : UNREACHABLE)];
    }
  }
}

/** Browsers do not say which it is. */
const UNREACHABLE =
  "The app cannot be reached, or it does not let pages of this address read its answers. Please try again.";

function sentence(status) {
  if (status === 401) return "The app did not find your session in the request.";
  if (status === 403) return "The app refused: this page may have been out of date. Please try again.";
  if (status >= 500) return `The app has a fault at the moment (${status}). Please try again.`;
  return `The app's answer is one that this page does not expect (${status}).`;
}

function nameOf(person, name) {
  return `${OF_A_PERSON}${person.sub}:${name}`;
}

/** Erases what is stored for people, where the name is one of those. */
function erase(isOneOfThose) {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(OF_A_PERSON));
  names.filter(isOneOfThose).forEach((name) => localStorage.removeItem(name));
}
