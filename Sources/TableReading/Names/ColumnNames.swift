/// The names by which a role is recognised, and where each of them occurs.
///
/// Names are written in the form of `NameForm.whole`: case and separators do not matter. A lower rank wins.
enum ColumnNames {
    enum Role: String, Sendable, Hashable, CaseIterable {
        case user, item, time, items
        case layers, dim, dPrime, dataset, seed, users
    }

    /// What a name says about its column, from the most to the least telling.
    enum Rank: Int, Comparable {
        /// An id.
        case id
        /// An id that another id is better than: `asin` than `parent_asin`, an artist's than a track's.
        case coarserID
        /// A bare noun, such as `user`.
        case noun
        /// A name to be read by people, which two users can share.
        case display
        case session
        case bareSession

        static func < (first: Rank, second: Rank) -> Bool { first.rawValue < second.rawValue }
    }

    struct Entry {
        let role: Role
        let rank: Rank
        let names: [String]
        let sources: String

        init(_ role: Role, _ rank: Rank, _ names: String, _ sources: String) {
            self.role = role
            self.rank = rank
            self.names = names.split(separator: " ").map(String.init)
            self.sources = sources
        }
    }

    static let table: [Entry] = logs + experiments

    private static let logs: [Entry] = [
        Entry(
            .user,
            .id,
            "userid",
            "RecBole, MovieLens, Amazon 2023, Yelp, Taobao, REES46, KuaiRand, Foursquare, MIND, HSTU"
        ),
        Entry(
            .user,
            .id,
            "uid useruid uuid useruuid userkey usercode userhash",
            "Gowalla and Foursquare dumps, BigQuery exports"
        ),
        Entry(.user, .id, "useridx userindex userno usernum usernumber userint", "preprocessed benchmark files"),
        Entry(
            .user,
            .id,
            "customerid customerno customernumber custid clientid buyerid",
            "Online Retail, H&M, Instacart"
        ),
        Entry(.user, .id, "reviewerid authorid raterid", "Amazon 2014 and 2018"),
        Entry(.user, .id, "visitorid fullvisitorid userpseudoid", "Retailrocket, Google Analytics"),
        Entry(.user, .id, "memberid msno accountid playerid personid profileid subscriberid viewerid", "KKBox, XING"),
        Entry(.user, .id, "steamid steamid64 authorsteamid", "Steam"),
        Entry(.user, .coarserID, "deviceid cookieid cookie householdid householdkey", "advertising logs, dunnhumby"),
        Entry(.user, .noun, "user customer reviewer visitor member account player client u", "GroupLens, Last.fm, TGN"),
        Entry(
            .user,
            .display,
            "username nickname login screenname reviewername authorname profilename",
            "Steam, Amazon 2018"
        ),
        Entry(.user, .session, "sessionid usersession visitid usersessionid", "Yoochoose, Diginetica, RecBole, REES46"),
        Entry(.user, .bareSession, "session visit", "OTTO"),

        Entry(.item, .id, "itemid iid", "RecBole, Taobao, Yoochoose, Diginetica, Retailrocket"),
        Entry(
            .item,
            .id,
            "itemidx itemindex itemno itemnum itemnumber itemint itemuid itemcode itemkey",
            "preprocessed files"
        ),
        Entry(.item, .id, "movieid filmid tmdbid imdbid mid", "MovieLens, HSTU, Netflix"),
        Entry(.item, .id, "parentasin", "Amazon 2023"),
        Entry(.item, .coarserID, "asin", "Amazon 2014, 2018 and 2023"),
        Entry(.item, .id, "productid productno productcode prodid sku skuid goodsid", "REES46, Steam, Instacart, JD"),
        Entry(.item, .id, "articleid aid", "H&M, Adressa, OTTO"),
        Entry(.item, .id, "stockcode", "Online Retail"),
        Entry(
            .item,
            .id,
            "videoid photoid clipid contentid showid programid episodeid",
            "KuaiRand, KuaiRec, MicroLens"
        ),
        Entry(
            .item,
            .id,
            "businessid gmapid restaurantid hotelid propertyid listingid offerid",
            "Yelp, Google Local, Expedia, Airbnb"
        ),
        Entry(.item, .id, "venueid locationid poiid placeid locid spotid", "Foursquare, Gowalla, Brightkite"),
        Entry(.item, .id, "trackid songid musicid recordingid musicbrainztrackid trackuri", "Last.fm, KKBox, Spotify"),
        Entry(.item, .coarserID, "artistid artid musicbrainzartistid albumid", "Last.fm"),
        Entry(.item, .id, "bookid isbn isbn13 workid", "Goodreads, BookCrossing"),
        Entry(.item, .id, "newsid clickarticleid storyid postid", "MIND, Globo"),
        Entry(
            .item,
            .id,
            "appid gameid animeid recipeid beerid jokeid courseid jobid adid pageid docid documentid",
            "Steam, MyAnimeList, Food.com"
        ),
        Entry(
            .item,
            .noun,
            "item movie film product article video book song track game anime venue poi news location business content page app i",
            "GroupLens"
        ),
        Entry(.item, .noun, "artist album restaurant place recipe", "Last.fm"),
        Entry(
            .item,
            .display,
            "itemname itemtitle title movietitle movietitles productname producttitle trackname songname",
            "MovieLens, Last.fm"
        ),
        Entry(
            .item,
            .display,
            "artistname gamename appname booktitle booktitles venuename articletitle name",
            "Last.fm, Steam"
        ),

        Entry(
            .time,
            .id,
            "timestamp timestamps ts tstamp timestmp",
            "RecBole, MovieLens, Taobao, Yoochoose, OTTO, HSTU"
        ),
        Entry(
            .time,
            .id,
            "unixtimestamp unixtime unixts epoch epochtime unixreviewtime",
            "MovieLens 100K, Amazon 2014 and 2018"
        ),
        Entry(
            .time,
            .id,
            "timems timestampms tsms eventtimestamp timestamputc utctimestamp utctime timeutc",
            "KuaiRand, Foursquare"
        ),
        Entry(
            .time,
            .id,
            "eventtime interactiontime interactedat actiontime behaviortime servertime eventts visitdatetime",
            "REES46, Huawei, Tmall"
        ),
        Entry(.time, .id, "datetime dateandtime timedate time", "MIND, Taobao, Adressa"),
        Entry(
            .time,
            .id,
            "createdat created createdtime createtime createdutc creationdate creationtime",
            "Hive and SQL exports, Reddit"
        ),
        Entry(.time, .id, "checkintime checkindate checkin", "Gowalla, Brightkite"),
        Entry(
            .time,
            .id,
            "clicktime clicktimestamp viewtime viewedat playedat listenedat playtime watchedat",
            "Globo, Spotify"
        ),
        Entry(.time, .id, "ratingtimestamp ratingtime ratingdate ratedat rated addedat addedon", "GroupLens, Spotify"),
        Entry(
            .time,
            .id,
            "reviewtime reviewdate reviewtimestamp submitted dateadded dateupdated sorttimestamp",
            "Amazon 2018, Food.com, Goodreads"
        ),
        Entry(
            .time,
            .id,
            "invoicedate orderdate ordertime orderedat purchasedate purchasetime purchasedat transactiondate transactiontime",
            "Online Retail"
        ),
        Entry(.time, .id, "tdat eventdate date day dt dateid datestr", "H&M, Diginetica, Steam, KuaiRand"),
        Entry(.time, .coarserID, "starttime startedat startdate updatedat", "session logs"),

        Entry(.items, .id, "itemidlist itemlist itemids itemidseq itemseq itemsequence", "RecBole, pandas"),
        Entry(.items, .id, "sequenceitemids", "HSTU"),
        Entry(
            .items,
            .id,
            "items sequence seq itemsid history hist itemhistory historyitemid histitemid clickhistory userhistory",
            "MIND, pandas"
        ),
        Entry(
            .items,
            .id,
            "movieids productids trackids videoids articleids newsids playlist basket",
            "pandas group-by"
        ),
    ]

    private static let experiments: [Entry] = [
        Entry(
            .layers,
            .id,
            "layers nlayers nlayer numlayers numlayer layernum layercount",
            "RecBole, PyTorch, MLflow, W&B"
        ),
        Entry(.layers, .id, "numhiddenlayers nhiddenlayers hiddenlayers", "Hugging Face"),
        Entry(
            .layers,
            .id,
            "numblocks nblocks blocks blocknum numblock transformerblocks numtransformerblocks",
            "SASRec, BERT4Rec"
        ),
        Entry(.layers, .id, "depth modeldepth", "scaling studies"),
        Entry(
            .layers,
            .id,
            "numtransformerlayers transformerlayers ntransformerlayers numencoderlayers encoderlayers",
            "PyTorch, HSTU"
        ),
        Entry(
            .dim,
            .id,
            "dim dims hiddensize hiddendim hiddenunits hiddenunit nhidden",
            "RecBole, SASRec, Hugging Face"
        ),
        Entry(
            .dim,
            .id,
            "embeddingsize embeddingdim embeddim embedsize embdim embsize demb embeddingdimension",
            "RecBole, HSTU, LightGCN"
        ),
        Entry(.dim, .id, "itemembeddingdim itemembeddingsize itemembdim", "HSTU"),
        Entry(.dim, .id, "dmodel modeldim nembd nembed modelsize width dimodel", "Transformer, GPT-2"),
        Entry(.dPrime, .id, "dprime d′", "this service"),
        Entry(.dataset, .id, "dataset datasetname datasetid data corpus", "RecBole, Hydra"),
        Entry(
            .seed,
            .id,
            "seed randomseed manualseed randomstate trialseed globalseed rngseed",
            "RecBole, PyTorch, Hydra"
        ),
        Entry(
            .users,
            .id,
            "users testusers nusers numusers numtestusers ntestusers usercount evalusers",
            "evaluation tables"
        ),
    ]

    /// Words that stand for several roles at once would be no help, so every name has one role.
    private static let byName: [String: (role: Role, rank: Rank)] = {
        var byName: [String: (role: Role, rank: Rank)] = [:]
        for entry in table {
            for name in entry.names where byName[name] == nil { byName[name] = (entry.role, entry.rank) }
        }
        return byName
    }()

    /// Whether a text begins with a name that is long enough not to begin with it by chance.
    static func beginsWithName(_ text: String) -> Bool {
        text.indices.dropFirst(4).prefix(40).contains { byName[String(text[..<$0])] != nil }
    }

    /// - Returns: The role that a column's name states; `isWhole` is false if a prefix was seen through.
    static func role(of form: NameForm) -> (role: Role, rank: Rank, isWhole: Bool)? {
        if let found = byName[form.whole] { return (found.role, found.rank, true) }
        if let found = byName[form.inner] { return (found.role, found.rank, false) }
        return nil
    }
}
