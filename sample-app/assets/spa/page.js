// The page `/spa`: shows what the session says.

import { places } from "./places.js";
import { Session } from "./session.js";

const { app, clientId } = places;
export const session = new Session(app);

const note = document.querySelector("#note");
const signOut = document.querySelector("#sign-out");

function show() {
  const { view, person, problem, elsewhere } = session;
  const shown = elsewhere && view !== "looking" ? `${view} elsewhere` : view;
  for (const part of document.querySelectorAll("[data-view]")) part.hidden = part.dataset.view !== shown;
  for (const part of document.querySelectorAll("[data-signed-in]")) part.hidden = !person;
  for (const place of document.querySelectorAll("[data-text]")) {
    place.textContent = inWords({ ...person, ...problem }[place.dataset.text]);
  }
  document.querySelector("#problem").hidden = !problem || view === "unknown";
  note.value = person ? session.kept("note") : "";
}

function inWords(value) {
  return (Array.isArray(value) ? value.join(", ") : value) || "–";
}

session.addEventListener("change", show);
note.addEventListener("input", () => session.person && session.keep("note", note.value));
signOut.addEventListener("click", async () => {
  signOut.disabled = true;
  await session.signOut();
  signOut.disabled = false;
});
document.querySelector("#again").addEventListener("click", () => session.look());

// What may have changed while nobody looked: in a tab behind others, and in a page that "back" brings from memory.
document.addEventListener("visibilitychange", () => document.hidden || session.look());
addEventListener("pageshow", (event) => event.persisted && session.look());

// A sign-in begins at the app, and comes back to this page, whatever its origin.
const next = location.origin === app ? "/spa" : `${location.origin}/spa`;
for (const link of document.querySelectorAll("[data-sign-in]")) {
  link.href = `${app}/login?next=${encodeURIComponent(next)}`;
}
document.querySelector("#tokens").hidden = !clientId;

session.look();
