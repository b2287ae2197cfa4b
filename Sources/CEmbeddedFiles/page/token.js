// Asks for a bearer token, and keeps it as long as the tab is open.
import { dialog, field, fill, h } from './dom.js';
import { problemBox } from './problem.js';

// Whatever a header can carry; `fetch` refuses to send anything else. A token has no blanks (RFC 6750, section 2.1).
const form = /^[\x21-\x7e]+$/;
let pending = null;

/** The token of this tab; null if there is none that can be sent. */
export function token() {
    const kept = sessionStorage.getItem('token');
    return kept !== null && form.test(kept) ? kept : null;
}

/** Resolves when the user has given a token. */
export function askForToken() {
    pending ??= new Promise(resolve => {
        const known = token();
        let isGiven = false;
        const fault = h('div');
        const input = h('input', { type: 'password', autocomplete: 'off', spellcheck: 'false' });
        const use = () => {
            const given = input.value.trim();
            if (!given) return false;
            if (!form.test(given)) {
                fill(fault, problemBox({ title: 'This is no token', message: 'A token has letters, digits and signs of ASCII only, and no blanks. Copy it again.' }));
                input.focus();
                return false;
            }
            sessionStorage.setItem('token', given);
            pending = null;
            isGiven = true;
            resolve();
            return true;
        };
        const element = dialog('This service wants a token', [
            h('p', null, known ? 'The token was refused. It may have expired.' : 'Whoever runs the service makes one with ', known ? null : h('code', null, 'performance-law token new'), known ? null : '.'),
            field('Bearer token', input, 'It is kept in this tab only.'), fault,
        ], [['Use the token', use, 'primary']]);
        // Without a token there is nothing to show, so the dialog stays. Browsers close it at the second Esc whatever a page says,
        // so it opens again.
        element.addEventListener('cancel', event => event.preventDefault());
        element.addEventListener('close', () => {
            if (isGiven) return;
            document.body.append(element);
            element.showModal();
            input.focus();
        });
        input.focus();
    });
    return pending;
}
