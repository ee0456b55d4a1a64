// Puts each entry above the others when it is written. Without this the page is the same, and stands still.
'use strict';

// Entries after which the page is loaded anew, so that it does not grow for ever.
const MOST_ADDED = 1000;

const entries = document.getElementById('entries');
const live = document.getElementById('live');

function row(entry) {
  const { line } = entry;
  delete entry.line; // what is left is the entry as the journal's JSON has it
  const item = document.getElementById('entry').content.firstElementChild.cloneNode(true);
  item.id = `entry-${entry.seq}`;
  item.dataset.event = line.event;
  item.dataset.weight = line.weight ?? '';
  const texts = {
    time: entry.at.slice(11, 19),
    '.name': line.event,
    '.who': line.who ?? '',
    '.sentence': line.beside_who,
    'summary span': entry.seq,
    pre: JSON.stringify(entry, null, 2).replace(/(?!\n)[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu, '\ufffd'),
  };
  for (const [selector, text] of Object.entries(texts)) {
    item.querySelector(selector).textContent = text;
  }
  const time = item.querySelector('time');
  time.dateTime = entry.at;
  time.title = `${entry.at.slice(0, 10)}, ${line.elapsed} since the environment began`;
  return item;
}

function follow(address) {
  const events = new EventSource(address);
  let added = 0;
  events.onopen = () => { live.textContent = 'Live: what happens appears here.'; };
  events.onerror = () => {
    live.textContent = events.readyState === EventSource.CLOSED
      ? 'Not live any more; reload the page.'
      : 'The fake does not answer; trying again.';
  };
  events.onmessage = ({ data }) => {
    document.getElementById('empty')?.remove();
    entries.prepend(row(JSON.parse(data)));
    added += 1;
    if (added === MOST_ADDED) location.reload();
  };
  // The journal began anew, or went on faster than this page.
  for (const anew of ['reset', 'gone']) events.addEventListener(anew, () => location.reload());
}

if (entries.dataset.events) follow(entries.dataset.events);
