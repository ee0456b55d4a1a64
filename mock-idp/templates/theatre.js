// Draws the scene anew when there is more, lights the life under the pointer, and replays. Without this the page is the
// same, and stands still.
'use strict';

const scene = document.getElementById('scene');
const live = document.getElementById('live');
const replay = document.getElementById('replay');
const until = document.getElementById('until');

function numbers() {
  const all = [...scene.querySelectorAll('.words [data-number]')].map((item) => Number(item.dataset.number));
  return [...new Set(all)].sort((a, b) => a - b);
}

// Hides what comes after the exchange with this number.
function play(number) {
  for (const group of scene.querySelectorAll('details.group')) {
    const items = [...group.querySelectorAll('.words [data-number]')];
    const shown = items.filter((item) => Number(item.dataset.number) <= number);
    group.hidden = shown.length === 0;
    for (const item of items) item.hidden = !shown.includes(item);
    const slice = group.querySelector('.slice');
    if (!slice) continue;
    const lines = [...slice.querySelectorAll('.message')];
    const later = lines.filter((line) => Number(line.dataset.number) > number);
    const last = lines.filter((line) => !later.includes(line)).pop();
    const end = later.length === 0 || !last ? null : last.getBBox().y + last.getBBox().height + 4;
    const height = slice.viewBox.baseVal.height;
    slice.style.clipPath = end === null ? '' : `inset(0 0 ${Math.max(0, 100 - (100 * end) / height)}% 0)`;
  }
}

// What a bar says beside the pointer, by its name and birth.
const stories = (page) => new Map([...page.querySelectorAll('.slice .life title')].map((title) => [birth(title), title.textContent]));
const birth = (title) => title.textContent.split('; ')[0];

// Takes the lives from the scene that ends with the exchange of this number; after the last one, from that of now.
let tellings = 0;
let isCut = false;
async function tell(number) {
  const telling = ++tellings;
  const lives = scene.querySelector('.lives-in-words dl');
  if (!lives || (number === Infinity && !isCut)) return;
  isCut = true;
  lives.setAttribute('aria-busy', 'true');
  const address = new URL(location.href);
  if (number !== Infinity) address.searchParams.set('before', number + 1);
  const answer = await fetch(address, { headers: { Accept: 'text/html' } }).catch(() => null);
  const text = answer?.ok ? await answer.text() : '';
  if (telling !== tellings) return;
  const page = new DOMParser().parseFromString(text, 'text/html');
  const fresh = stories(page);
  for (const title of scene.querySelectorAll('.slice .life title')) {
    title.textContent = fresh.get(birth(title)) ?? birth(title);
  }
  lives.replaceChildren(...(page.querySelector('.lives-in-words dl')?.childNodes ?? []));
  lives.removeAttribute('aria-busy');
  isCut = number !== Infinity;
}

function prepare() {
  const all = numbers();
  const wasLast = replay.hidden || Number(until.value) === Number(until.max);
  replay.hidden = all.length < 2;
  until.max = String(Math.max(0, all.length - 1));
  if (wasLast) until.value = until.max;
  turn();
}

// The panel of what is chosen.
function panel() {
  return scene.querySelector('.about.chosen');
}

function isShown(item) {
  return item.checkVisibility();
}

// Whether some of an item is in sight: below the heads, above the panel, and within the box in which a drawing scrolls.
function isInSight(item) {
  const { top, bottom, left, right } = item.getBoundingClientRect();
  const edge = (place, side) => scene.querySelector(place)?.getBoundingClientRect()[side];
  const first = item.closest('.slice') ? edge('.heads-row', 'bottom') : 0;
  const last = item.closest('.roll') ? edge('.roll', 'bottom') : innerHeight;
  if (item.closest('.roll') && (right <= edge('.roll', 'left') || left >= edge('.roll', 'right'))) return false;
  return bottom > Math.max(first, 0) && top < Math.min(last, edge('.about.chosen', 'top') ?? innerHeight, innerHeight);
}

// Brings the first of these items into sight, unless one of them is: the page stays where it is.
function show(items) {
  const shown = items.filter((item) => item && isShown(item));
  if (!shown.some(isInSight)) shown[0]?.scrollIntoView({ block: 'nearest' });
}

// The address of the link by which somebody chose what is chosen.
let opener;

// Takes the focus to the panel, with what is chosen in sight; without a panel, back to the link that opened it, or to what
// the address names.
function arrive() {
  const about = panel();
  const place = document.getElementById(location.hash.slice(1));
  if (about) {
    about.focus({ preventScroll: true });
    show([place, ...scene.querySelectorAll('.slice .lit, .chosen:not(.about)')]);
    return;
  }
  const links = [...scene.querySelectorAll('.drawn a:not([tabindex])')];
  const back = [links.find((link) => link.getAttribute('href') === opener && isShown(link)), place];
  const first = back.find((item) => item && scene.contains(item) && isShown(item));
  first?.focus({ preventScroll: true });
  show([first]);
}

// Chooses what a link of the scene chooses, or nothing any more, in the page that is there.
async function choose(link, event) {
  const isOther = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  const href = link?.getAttribute('href') ?? '#';
  const address = new URL(href, location.href);
  if (isOther || href.startsWith('#') || address.pathname !== location.pathname) return;
  event.preventDefault();
  if (!link.closest('.about')) opener = href;
  history.pushState(null, '', address);
  await redraw();
  arrive();
}

function turn() {
  const all = numbers();
  const isLast = Number(until.value) === Number(until.max);
  const number = all.length ? `#${all[until.value]}` : '';
  replay.querySelector('output').textContent = number;
  until.setAttribute('aria-valuetext', number);
  const last = isLast ? Infinity : all[until.value];
  play(last);
  tell(last);
}

// Returns how what has the focus is found in the next drawing.
function focused() {
  const item = document.activeElement;
  if (!scene.contains(item)) return () => null;
  if (item.id) return () => document.getElementById(item.id);
  const group = item.closest('details.group')?.dataset.group;
  if (item.matches('summary')) return () => scene.querySelector(`[data-group="${group}"] > summary`);
  const href = CSS.escape(item.getAttribute('href') ?? '');
  const place = item.closest('.about') ? '.about' : '.group';
  return () => [...scene.querySelectorAll(`${place} a[href="${href}"]`)].find(isShown);
}

async function draw() {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) return;
  const text = await answer.text();
  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('scene');
  if (!fresh) return;
  const open = new Map([...scene.querySelectorAll('details[data-group]')].map((one) => [one.dataset.group, one.open]));
  const again = focused();
  const read = panel()?.scrollTop;
  const { scrollLeft, scrollTop } = scene.querySelector('.roll');
  scene.replaceChildren(...fresh.childNodes);
  scene.querySelector('.roll').scrollTo(scrollLeft, scrollTop);
  scene.dataset.end = fresh.dataset.end ?? '';
  awaitEnd();
  isCut = false;
  for (const group of scene.querySelectorAll('details[data-group]')) {
    if (open.has(group.dataset.group)) group.open = open.get(group.dataset.group);
  }
  const about = panel();
  if (about) about.scrollTop = read ?? 0;
  again()?.focus({ preventScroll: true });
  prepare();
}

// One drawing at a time: what happens during one is in the next.
let drawing = null;
let isStale = false;
function redraw() {
  isStale = true;
  drawing ??= drawAll().finally(() => { drawing = null; });
  return drawing;
}

async function drawAll() {
  while (isStale) {
    isStale = false;
    await draw().catch(() => {});
  }
}

// Draws anew when the next life ends by the clock, in so many milliseconds; a browser waits no longer than `LONGEST`.
const LONGEST = 2 ** 31 - 1;
let ending;
function awaitEnd() {
  clearTimeout(ending);
  const { end } = scene.dataset;
  if (end) ending = setTimeout(redraw, Math.min(Number(end), LONGEST));
}

function follow(address) {
  const events = new EventSource(address);
  events.onopen = () => { live.textContent = 'Live: what happens appears here.'; redraw(); };
  events.onerror = () => {
    live.textContent = events.readyState === EventSource.CLOSED
      ? 'Not live any more; reload the page.'
      : 'The fake does not answer; trying again.';
  };
  events.onmessage = redraw;
  events.addEventListener('reset', redraw);
}

// The life under the pointer, or with the focus, lights up with all that it touches.
function light(event) {
  const life = event.target.closest?.('.life')?.dataset.life;
  for (const item of scene.querySelectorAll('.life, .message')) {
    const isOf = item.dataset.life === life || item.classList.contains(`of-life-${life}`);
    item.classList.toggle('faint', life !== undefined && !isOf);
  }
}

scene.addEventListener('pointerover', light);
scene.addEventListener('focusin', light);
scene.addEventListener('pointerleave', light);
until.addEventListener('input', turn);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') [...(panel()?.querySelectorAll('.close') ?? [])].find(isShown)?.click();
});
// The browser goes to the address's place by itself until the page is loaded.
addEventListener('load', arrive);
addEventListener('popstate', async () => { await redraw(); arrive(); });
scene.addEventListener('click', (event) => choose(event.target.closest('a'), event));
prepare();
awaitEnd();
if (scene.dataset.events) follow(scene.dataset.events);
