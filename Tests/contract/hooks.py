"""Bodies whose types schemathesis does not know. Their schemas are texts, which are sent as they are."""

import schemathesis


@schemathesis.serializer("application/x-ndjson", "text/csv", "text/tab-separated-values", "text/plain", "*/*")
def text(context, value):
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "replace")
