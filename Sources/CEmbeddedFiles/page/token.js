// Asks for a bearer token, and keeps it as long as the tab is open.
import { dialog, field, h } from './dom.js';

let pending = null;

/** Resolves when the user has given a token. */
export function askForToken() {
    pending ??= new Promise(resolve => {
        const known = sessionStorage.getItem('token');
        const input = h('input', { type: 'password', autocomplete: 'off', spellcheck: 'false' });
        const use = () => {
            if (!input.value.trim()) return false;
            sessionStorage.setItem('token', input.value.trim());
            pending = null;
            resolve();
            return true;
        };
        const element = dialog('This service wants a token', [
            h('p', null, known ? 'The token was refused. It may have expired.' : 'Whoever runs the service makes one with ', known ? null : h('code', null, 'performance-law token new'), known ? null : '.'),
            field('Bearer token', input, 'It is kept in this tab only.'),
        ], [['Use the token', use, 'primary']]);
        // Without a token there is nothing to show, so the dialog stays.
        element.addEventListener('cancel', event => event.preventDefault());
        input.addEventListener('keydown', event => { if (event.key === 'Enter' && use()) element.close(); });
        input.focus();
    });
    return pending;
}
