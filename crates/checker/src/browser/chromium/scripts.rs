//! The scripts that the checker runs in pages.

/// Returns what a window shows: its address, its document as text, whether the page does nothing by itself, and the address
/// of a form that its policy kept at the last press, or whose redirect the policy did not allow. With a name, each element
/// of a copy bears its number under that name.
pub(super) const SNAPSHOT: &str = r#"(mark) => {
    const root = document.documentElement, isHtml = /html/.test(document.contentType);
    const kept = document.keptForm ?? '';
    if (!isHtml) {
        const text = (document.querySelector('pre') ?? root)?.textContent ?? '';
        return JSON.stringify({ url: location.href, ready: document.readyState, body: text, still: true });
    }
    let shown = root;
    if (mark) {
        shown = root.cloneNode(true);
        const all = shown.querySelectorAll('*');
        root.querySelectorAll('*').forEach((_, at) => all[at]?.setAttribute(mark, at));
    }
    const body = '<!doctype html>' + (shown?.outerHTML ?? '');
    const acts = /<script|<iframe|<frame|<object|<embed|\son[a-z]+\s*=|http-equiv|rel\s*=\s*["']?pre/i;
    return JSON.stringify({ url: location.href, ready: document.readyState, body, still: !acts.test(body), kept });
}"#;

/// Presses the element of a number, and returns when what the page queued by that has begun: a form is sent by a task of its
/// own. If the policy of the page keeps the form, the next [`SNAPSHOT`] says so.
pub(super) const PRESS: &str = "async (at) => {
    delete document.keptForm;
    document.addEventListener('securitypolicyviolation', event => {
        if (event.effectiveDirective === 'form-action') document.keptForm = event.blockedURI;
    });
    document.documentElement.querySelectorAll('*')[at].click();
    await new Promise(done => setTimeout(done));
}";

/// Types into a field, found by its name or by its label.
pub(super) const FILL: &str = "(wanted, text) => {
    const fields = [...document.querySelectorAll('input, textarea, select')];
    const field = fields.find(one => one.name === wanted)
        ?? fields.find(one => [...(one.labels ?? [])].some(label => label.textContent.trim() === wanted));
    if (!field) return fields.map(one => one.name).join(' ') || '-';
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    return '';
}";

/// Calls `fetch`, and returns its answer as text. Without one, it says whether the policy of the page forbids the call: that
/// is reported right behind the rejection.
/// A call that failed for another reason gets no report: one is waited for as long as `limit` says, in milliseconds.
pub(super) const FETCH: &str = "async (text) => {
    const { address, limit, ...init } = JSON.parse(text);
    let barred = false, wake;
    const reported = new Promise(done => { wake = done });
    const note = event => {
        if (event.effectiveDirective === 'connect-src') wake(barred = true);
    };
    document.addEventListener('securitypolicyviolation', note);
    try {
        const answer = await fetch(address, init);
        const body = await answer.text();
        return JSON.stringify({ status: answer.status, url: answer.url, headers: [...answer.headers], body });
    } catch (why) {
        await Promise.race([reported, new Promise(done => setTimeout(done, limit))]);
        return JSON.stringify({ why: String(why), barred });
    } finally {
        document.removeEventListener('securitypolicyviolation', note);
    }
}";

/// Does what a page of another site does.
pub(super) const LURE: &str = "async (kind, url, text) => {
    const add = (name, values) => document.documentElement.appendChild(Object.assign(document.createElement(name), values));
    if (kind === 'link') add('a', { href: url }).click();
    if (kind === 'image') add('img', { src: url });
    if (kind === 'frame') add('iframe', { src: url });
    if (kind === 'prefetch') add('link', { rel: 'prefetch', href: url });
    if (kind === 'form') {
        const [enctype, fields] = JSON.parse(text);
        const form = add('form', { method: 'post', action: url, enctype });
        for (const [name, value] of fields) {
            form.appendChild(Object.assign(document.createElement('input'), { name, value, type: 'hidden' }));
        }
        HTMLFormElement.prototype.submit.call(form);
    }
    if (kind === 'script') fetch(url, JSON.parse(text)).catch(() => {});
    await new Promise(done => setTimeout(done));
}";

/// Goes to an address, as a script of the page does.
pub(super) const GO: &str = "(url) => { location.assign(url) }";

/// Returns the names of what is kept in local and session storage.
pub(super) const STORAGE: &str = "() => {
    try {
        return JSON.stringify([...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    } catch {
        return '[]';
    }
}";
