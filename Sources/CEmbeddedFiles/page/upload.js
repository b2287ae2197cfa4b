// Sends a file with progress. `fetch` does not report how much has been sent.
import { headers, parsed, Problem } from './api.js';
import { askForToken } from './token.js';

export function upload(target, file, progress, signal) {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        const abort = () => request.abort();
        signal.addEventListener('abort', abort);
        const end = action => value => {
            signal.removeEventListener('abort', abort);
            action(value);
        };
        const [done, failed] = [end(resolve), end(reject)];
        request.open('POST', target);
        for (const [name, text] of Object.entries(headers())) request.setRequestHeader(name, text);
        request.setRequestHeader('Content-Type', 'application/octet-stream');
        request.upload.onprogress = event => progress(event.loaded, event.lengthComputable ? event.total : file.size);
        request.onload = async () => {
            try {
                if (request.status === 401) {
                    await askForToken();
                    done(await upload(target, file, progress, signal));
                } else {
                    done(parsed(request.status, request.responseText));
                }
            } catch (error) {
                failed(error);
            }
        };
        request.onerror = () => failed(new Problem(0, { title: 'The upload broke off', detail: 'The connection to the service ended. Check that it runs, then send the file again.' }));
        request.onabort = () => failed(new DOMException('cancelled', 'AbortError'));
        request.send(file);
    });
}
