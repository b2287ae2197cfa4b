"""The names by which the service recognises the columns of a log. A test says if one of the service's is missing."""

from __future__ import annotations

from typing import Dict, Optional

#: By role, in lower case and without separators.
NAMES = {
    "user": (
        "userid uid useruid uuid useruuid userkey usercode userhash useridx userindex userno usernum usernumber userint "
        "customerid customerno customernumber custid clientid buyerid reviewerid authorid raterid visitorid fullvisitorid "
        "userpseudoid memberid msno accountid playerid personid profileid subscriberid viewerid steamid steamid64 "
        "authorsteamid deviceid cookieid cookie householdid householdkey user customer reviewer visitor member account "
        "player client u username nickname login screenname reviewername authorname profilename sessionid usersession "
        "visitid usersessionid session visit"
    ),
    "item": (
        "itemid iid itemidx itemindex itemno itemnum itemnumber itemint itemuid itemcode itemkey movieid filmid tmdbid "
        "imdbid mid parentasin asin productid productno productcode prodid sku skuid goodsid articleid aid stockcode "
        "videoid photoid clipid contentid showid programid episodeid businessid gmapid restaurantid hotelid propertyid "
        "listingid offerid venueid locationid poiid placeid locid spotid trackid songid musicid recordingid "
        "musicbrainztrackid trackuri artistid artid musicbrainzartistid albumid bookid isbn isbn13 workid newsid "
        "clickarticleid storyid postid appid gameid animeid recipeid beerid jokeid courseid jobid adid pageid docid "
        "documentid item movie film product article video book song track game anime venue poi news location business "
        "content page app i artist album restaurant place recipe itemname itemtitle title movietitle movietitles "
        "productname producttitle trackname songname artistname gamename appname booktitle booktitles venuename "
        "articletitle name"
    ),
    "time": (
        "timestamp timestamps ts tstamp timestmp unixtimestamp unixtime unixts epoch epochtime unixreviewtime timems "
        "timestampms tsms eventtimestamp timestamputc utctimestamp utctime timeutc eventtime interactiontime interactedat "
        "actiontime behaviortime servertime eventts visitdatetime datetime dateandtime timedate time createdat created "
        "createdtime createtime createdutc creationdate creationtime checkintime checkindate checkin clicktime "
        "clicktimestamp viewtime viewedat playedat listenedat playtime watchedat ratingtimestamp ratingtime ratingdate "
        "ratedat rated addedat addedon reviewtime reviewdate reviewtimestamp submitted dateadded dateupdated sorttimestamp invoicedate "
        "orderdate ordertime orderedat purchasedate purchasetime purchasedat transactiondate transactiontime tdat "
        "eventdate date day dt dateid datestr starttime startedat startdate updatedat"
    ),
    "items": (
        "itemidlist itemlist itemids itemidseq itemseq itemsequence sequenceitemids items sequence seq itemsid history "
        "hist itemhistory historyitemid histitemid clickhistory userhistory movieids productids trackids videoids "
        "articleids newsids playlist basket"
    ),
}

_ROLES: Dict[str, str] = {name: role for role, names in NAMES.items() for name in names.split()}
_SEPARATORS = str.maketrans("", "", "_- ./\ufeff\"'")


def role(name: str) -> Optional[str]:
    """The role that the name of a column states: ``user``, ``item``, ``items`` or ``time``; ``None`` if it states none.

    As in the service, case and separators do not matter, and neither does what stands before the last dot or slash.
    """
    plain = name.split(":", 1)[0].lower()
    inner = plain.replace("/", ".").rsplit(".", 1)[-1]
    return _ROLES.get(plain.translate(_SEPARATORS)) or _ROLES.get(inner.translate(_SEPARATORS))
