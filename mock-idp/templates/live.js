// Shows what the environment is now, when it has changed. Without this the page is the same, and stands still.
'use strict';

const live = document.getElementById('live');

// The link of a part that has the focus, since it was followed to another tab or reached by the keyboard.
function focusedLink(part) {
  const { activeElement } = document;
  return part.contains(activeElement) && activeElement.matches('a[href]') ? activeElement : null;
}

// The same link in another state of the part.
function sameLink(link, part) {
  return [...part.querySelectorAll('a[href]')].find((other) => other.href === link.href);
}

// Whether a person is busy with a part of the page, which then stays as it is. A link that has the focus is no reason, if it
// is there afterwards too.
function isInUse(part, now) {
  const selected = getSelection();
  const reads = !selected.isCollapsed && selected.containsNode(part, true);
  const link = focusedLink(part);
  return reads || (part.contains(document.activeElement) && !(link && sameLink(link, now)));
}

// Shows the new state of a part. A link that had the focus keeps it.
function replace(part, now) {
  const link = focusedLink(part);
  part.replaceChildren(...now.childNodes);
  if (link) sameLink(link, part)?.focus({ preventScroll: true });
}

// What was opened by hand stays open.
function keepOpen(before, now) {
  for (const { id } of before.querySelectorAll('details[open][id]')) {
    now.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '');
  }
}

// Whether a part stayed as it was, because it was in use.
let isBehind = false;

async function show() {
  isBehind = false;
  const answer = await fetch(location.href.split('#')[0], { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const now = page.getElementById(part.id);
    if (!now) continue;
    keepOpen(part, now);
    if (now.innerHTML === part.innerHTML) continue;
    if (isInUse(part, now)) isBehind = true;
    else replace(part, now);
  }
}

// One look at a time: what changes during one is seen by the next.
let looking = false;
let isStale = false;
async function look() {
  isStale = true;
  if (looking) return;
  looking = true;
  while (isStale) {
    isStale = false;
    await show().catch(() => {});
  }
  looking = false;
}

let events;
function follow() {
  events?.close();
  if (document.hidden) return; // a page that nobody sees needs no connection
  events = new EventSource('/_mock/console/events');
  events.onopen = () => {
    live.textContent = 'Live: what changes appears here.';
    look();
  };
  events.onerror = () => {
    live.textContent = events.readyState === EventSource.CLOSED
      ? 'Not live; reload the page.'
      : 'The fake does not answer; trying again.';
  };
  events.onmessage = look;
  events.addEventListener('reset', look);
}

// Copies the code of a mail. Only a page at a loopback address or over HTTPS has a clipboard; elsewhere the code is selected.
async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.value);
    live.textContent = `${button.value} is copied.`;
  } catch {
    getSelection().selectAllChildren(button.previousElementSibling);
    live.textContent = `${button.value} is selected: copy it with the keyboard.`;
  }
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('button.copy');
  if (button) copy(button);
});

// Steps back from an act that was not confirmed.
document.addEventListener('keydown', ({ key, target }) => {
  const step = key === 'Escape' && target.closest('details.sure[open]');
  if (!step) return;
  step.open = false;
  step.querySelector('summary').focus();
});

document.addEventListener('visibilitychange', follow);
document.addEventListener('focusout', () => setTimeout(() => isBehind && look()));
follow();
