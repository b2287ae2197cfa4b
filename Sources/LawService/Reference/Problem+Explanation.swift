extension Problem.Code {
    /// What a problem means and what helps.
    struct Explanation {
        let meaning: String
        let remedies: [String]

        init(_ meaning: String, _ remedies: String...) {
            self.meaning = meaning
            self.remedies = remedies
        }
    }

    /// A new problem does not compile until it has one.
    var explanation: Explanation {
        switch self {
        case .badRequest:
            Explanation(
                "A parameter, a key or a part of the body is not what the resource takes. `errors` lists up to 20 faults, each with its place: a JSON Pointer, `line N, column M` of a text, or `?name` for a parameter.",
                "Correct every place that `errors` lists. All of them are found at once.",
                "If columns of a table are not recognised, send it to `POST /preview`. The answer shows how it is read, and which parameter settles what is unclear.",
                "If a few rows of a large log are broken, `onError=skip` leaves them out and counts them.",
                "With curl, send files by `--data-binary @FILE`. `-d` removes the line ends."
            )
        case .unauthorized:
            Explanation(
                "The service was started with tokens, and the request has none that it knows.",
                "Send `Authorization: Bearer TOKEN`.",
                "Ask the operator for a token. `performance-law token new` makes one."
            )
        case .insufficientScope:
            Explanation(
                "The token is known, but it lacks a scope. `read` permits every GET, `POST /predict` and `POST /preview`; `write` permits everything else.",
                "Use a token with the scope that the detail names."
            )
        case .crossSite:
            Explanation(
                "A page of another site sent the request. Otherwise any site that a person visits could use the service on that person's machine.",
                "Open the service's own page, or send the request without a browser.",
                "The operator can allow a site with `--allowed-origin`."
            )
        case .hostNotAllowed:
            Explanation(
                "The request names a host that this service does not serve. The check stops pages that point a name of their own at this machine.",
                "Use the address that the service printed when it started.",
                "The operator can allow a name with `--allowed-host`."
            )
        case .notFound:
            Explanation(
                "There is no resource at this path, or no law or dataset has this id or name.",
                "`GET /laws` and `GET /datasets` list what is stored.",
                "Percent-encode names in paths: `my%20law`.",
                "A store in memory (`--store memory:`) is empty after a restart."
            )
        case .methodNotAllowed:
            Explanation(
                "The path exists, but it does not take this method.",
                "`Allow` lists the methods that it takes."
            )
        case .requestTimeout:
            Explanation(
                "The request did not arrive in time: the head within 10 s, or the body made no progress for 30 s.",
                "Send it again, over a faster connection or compressed with gzip.",
                "The operator can change `--header-timeout` and `--body-timeout`."
            )
        case .nameTaken:
            Explanation(
                "The name belongs to other content. The detail names its id.",
                "Choose another name, or send `replaceName=true` to move it."
            )
        case .preconditionFailed:
            Explanation(
                "The request says by `If-Match` or `If-None-Match` in which state the resource must be, and it is in another one. So nothing was done.",
                "Read the law or the dataset again, and decide by what it is now. Its `ETag` is the tag for `If-Match`.",
                "`If-Match` protects a DELETE. A POST has no resource with a tag, so leave the field out there."
            )
        case .bodyTooLarge:
            Explanation(
                "The body, or its text after decompression, is longer than the resource takes: 4 GiB for `/apen` and 16 MiB elsewhere, unless the operator has changed it.",
                "Send fewer columns, or a shorter period.",
                "Measure a large log on its own machine by `performance-law apen FILE`.",
                "The operator can raise `--max-body`."
            )
        case .memoryTooLarge:
            Explanation(
                "The request needs more memory than all requests together may take, so it can never succeed here.",
                "The detail names what takes the memory and what helps, such as fewer values of `m` or `maxLength`.",
                "The operator can raise `--memory`."
            )
        case .workTooLarge:
            Explanation(
                "The body needs more computing time than a request may take. That happens with `r` above 0 and `m` above 2, and with large grids of experiments.",
                "The detail names what helps, such as `maxLength`, fewer experiments or another form.",
                "The operator can raise `--work-seconds`."
            )
        case .searchTooLarge:
            Explanation(
                "The search space has too many configurations for the time that a request may take.",
                "Narrow `layers` and `dim`, or give them a step: `dim=16..512:16`."
            )
        case .targetTooLong:
            Explanation(
                "The request line is longer than 8 KiB.",
                "Use ranges instead of lists, or `POST /predict` for many configurations."
            )
        case .unsupportedMediaType:
            Explanation(
                "The body has a format or a coding that is recognised and not read, such as Parquet, zip or zstd.",
                "The detail has the command that turns it into something readable.",
                "Send plain or gzipped JSON, CSV or text."
            )
        case .expectationFailed:
            Explanation(
                "The request has an `Expect` field other than `100-continue`.",
                "Leave the field out."
            )
        case .misdirected:
            Explanation(
                "The request's target belongs to another server, for example because a proxy sent it to the wrong one.",
                "Check the address of the request and the configuration of the proxy."
            )
        case .notFittable:
            Explanation(
                "No law can be fitted to these experiments, for example because they have fewer than three configurations, or no variation in the metric.",
                "Add experiments: at least three configurations, better eight, which differ in `layers` and in `dim`.",
                "Check with `POST /preview` that the right columns are read as `layers`, `dim` and the metric."
            )
        case .dPrimeNotIdentifiable:
            Explanation(
                "The law was fitted to one dataset, or the experiments do not tell how the metric depends on D′. So it cannot predict at another D′.",
                "Leave `dPrime` and `dataset` out to ask about the law's own data.",
                "Fit experiments on several datasets together, each with its `dPrime` or `dataset`."
            )
        case .budgetTooSmall:
            Explanation(
                "No configuration of the search space fits the budget.",
                "Raise the budget to the one that the detail names, or let `layers` and `dim` begin lower.",
                "Check `items`: with it, the embedding table counts too."
            )
        case .beyondReach:
            Explanation(
                "Every configuration of the search space lies more than an octave away from what was measured. A prediction there is a guess.",
                "Search nearer to the experiments.",
                "Measure a configuration on the way; `/laws/{id}/suggestions` names good ones.",
                "`beyond=true` searches there all the same."
            )
        case .undefinedResult:
            Explanation(
                "The numbers of the request lead to a result that does not exist, such as an overflow.",
                "Check the values for extreme numbers, such as a D′ of 1e300."
            )
        case .unsatisfiable:
            Explanation(
                "Each value of the request is valid, but together, or with this law, they have no answer: two parameters that exclude each other, a metric that the law does not have, a range that ends before it begins, too many points.",
                "Change what `errors` or the detail names.",
                "`GET /laws/{id}` shows the metrics of a law."
            )
        case .headTooLarge:
            Explanation(
                "The fields of the request take more than 32 KiB, or are more than 100.",
                "Remove cookies and fields that a browser or a proxy added."
            )
        case .internalFault:
            Explanation(
                "The service failed. That is a fault of the service and not of the request.",
                "Tell the operator the `X-Request-Id` of the answer. The log has the cause under the same id."
            )
        case .notImplemented:
            Explanation(
                "The request uses a part of HTTP that the service does not have, such as a transfer coding other than `chunked`.",
                "Send the body with `Content-Length` or chunked."
            )
        case .storeUnavailable:
            Explanation(
                "The store cannot be read or written at the moment. Nothing of this request was stored.",
                "Try again after `Retry-After` seconds. The same request gives the same id, so it may be repeated.",
                "If it lasts, tell the operator. `/readyz` and the log say more."
            )
        case .overloaded:
            Explanation(
                "All workers are busy and the queue is full, or other requests hold the memory that this one needs.",
                "Try again after `Retry-After` seconds."
            )
        case .storageFull:
            Explanation(
                "Temporary files cannot be written, because the disk is full.",
                "Tell the operator. A body with fewer interactions, or grouped by user, needs less room."
            )
        case .versionNotSupported:
            Explanation(
                "The request uses a major version of HTTP other than 1.",
                "Use HTTP/1.1. A proxy in front of the service can offer HTTP/2."
            )
        }
    }
}
