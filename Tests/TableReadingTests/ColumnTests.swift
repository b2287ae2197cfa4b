import Testing

@testable import TableReading

@Suite("Columns and names")
struct ColumnTests {
    @Test(
        "columns are recognised or named",
        arguments: [
            LogCase(
                "REES46",
                "event_time,event_type,product_id,category_id,user_id,user_session\n2019-10-01 00:00:02 UTC,view,5,1,1,s1\n2019-10-01 00:00:01 UTC,view,6,1,1,s2\n",
                [:],
                [["6", "5"]],
                columns: ["user": ["user_id"], "item": ["product_id"], "time": ["event_time"]]
            ),
            LogCase(
                "Retailrocket",
                "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n1433221332116,257597,view,1,\n",
                [:],
                [["1", "355908"]]
            ),
            LogCase(
                "H&M",
                "t_dat,customer_id,article_id,price,sales_channel_id\n2018-09-21,c1,0663713001,0.05,2\n2018-09-20,c1,0541518023,0.03,2\n",
                [:],
                [["0541518023", "0663713001"]]
            ),
            LogCase(
                "KuaiRand",
                "user_id,video_id,date,hourmin,time_ms,is_click\n1,5,20220408,1100,1649386800002,1\n1,6,20220408,1100,1649386800001,1\n",
                [:],
                [["6", "5"]],
                columns: ["time": ["time_ms"]]
            ),
            LogCase(
                "KuaiRand without time_ms",
                "user_id,video_id,date,hourmin\n1,5,20220408,1100\n1,6,20220408,959\n",
                [:],
                [["6", "5"]],
                columns: ["time": ["date", "hourmin"]]
            ),
            LogCase(
                "date and time of day apart",
                "user_id,item_id,date,time\n1,5,2022-04-08,11:00:01\n1,6,2022-04-08,09:59:00\n",
                [:],
                [["6", "5"]],
                columns: ["time": ["date", "time"]]
            ),
            LogCase(
                "OTTO",
                "session,aid,ts,type\n1,5,1661119200,0\n1,6,1661119100,0\n",
                [:],
                [["6", "5"]],
                columns: ["user": ["session"], "item": ["aid"]]
            ),
            LogCase(
                "Yelp",
                "{\"review_id\":\"r\",\"user_id\":\"u\",\"business_id\":\"b\",\"stars\":5.0,\"date\":\"2018-07-07 22:09:11\"}\n{\"review_id\":\"s\",\"user_id\":\"u\",\"business_id\":\"c\",\"stars\":5.0,\"date\":\"2017-07-07 22:09:11\"}\n",
                [:],
                [["c", "b"]]
            ),
            LogCase(
                "HSTU",
                "user_id,sequence_item_ids,sequence_ratings,sequence_timestamps\n1,\"3,4,3\",\"5,5,5\",\"1,2,3\"\n2,\"7\",\"5\",\"1\"\n",
                [:],
                [["3", "4", "3"], ["7"]],
                columns: ["items": ["sequence_item_ids"]]
            ),
            LogCase(
                "Foursquare",
                "userId,venueId,utcTimestamp\n1,a,Tue Apr 03 18:00:09 +0000 2012\n1,b,Tue Apr 03 18:00:08 +0000 2012\n",
                [:],
                [["b", "a"]]
            ),
            LogCase("camel case and blanks", "User ID,Item-Id,Time Stamp\n1,2,30\n1,3,20\n", [:], [["3", "2"]]),
            LogCase(
                "parent_asin over asin",
                "rating,user_id,asin,parent_asin,timestamp\n5,u,A,P,2\n5,u,B,Q,1\n",
                [:],
                [["Q", "P"]]
            ),
            LogCase(
                "an id over a display name",
                "username,user_id,title,movie_id\nann,1,Heat,5\nann,2,Heat,6\n",
                [:],
                [["5"], ["6"]]
            ),
            LogCase("a user over a session", "session_id,user_id,item_id\ns1,1,5\ns2,1,6\n", [:], [["5", "6"]]),
            LogCase(
                "the session if no user is known",
                "session_id,user_id,item_id\ns1,NA,5\ns1,NA,6\n",
                [:],
                [["5", "6"]]
            ),
            LogCase("equal columns are one", "user_id,customer_id,item_id\n1,1,5\n2,2,6\n", [:], [["5"], ["6"]]),
            LogCase(
                "two times that order alike",
                "user_id,item_id,timestamp,created_at\n1,5,1700000001,2023-11-14 22:13:21\n1,6,1700000000,2023-11-14 22:13:20\n",
                [:],
                [["6", "5"]]
            ),
            LogCase(
                "R with row names",
                "\"user_id\" \"item_id\" \"timestamp\"\n\"1\" 7 5 20\n\"2\" 7 6 10\n",
                [:],
                [["6", "5"]]
            ),
            LogCase(
                "a date is no user",
                "user,customer,item\n2020-01-01,1,5\n2020-01-02,1,6\n",
                ["columns": "user:customer"],
                [["5", "6"]],
                warnings: ["fileOrder"]
            ),
            LogCase(
                "names in quotation marks",
                "\"a,b\",\"c:d\"\n1,5\n1,6\n",
                ["columns": "user:\"a,b\",item:\"c:d\""],
                [["5", "6"]]
            ),
            LogCase("numbers", "1,9,5,20\n1,9,6,10\n", ["columns": "user:1,item:3,time:4"], [["6", "5"]]),
            LogCase(
                "a pair with a slash",
                "user,item,date,hourmin\n1,5,2,3\n1,6,2,1\n1,7,1,9\n",
                ["columns": "time:date/hourmin"],
                [["7", "6", "5"]]
            ),
            LogCase(
                "a pair with a blank, as a query decodes it",
                "user,item,d,h\n1,5,2,3\n1,6,2,1\n",
                ["columns": "time:d h"],
                [["6", "5"]]
            ),
            LogCase(
                "a name with a slash is one name",
                "config/user,item,d/h\n1,5,2\n1,6,1\n",
                ["columns": "time:d/h"],
                [["6", "5"]]
            ),
            LogCase(
                "no time",
                "user,item,timestamp\n1,5,2\n1,6,1\n",
                ["columns": "time:-"],
                [["5", "6"]],
                warnings: []
            ),
            LogCase(
                "an ignored column",
                "user_id,member_id,item_id\n1,9,5\n1,8,6\n",
                ["columns": "ignore:member_id"],
                [["5", "6"]]
            ),
            LogCase(
                "nested keys",
                "{\"user\":{\"id\":1},\"item\":{\"id\":5},\"t\":3}\n{\"user\":{\"id\":1},\"item\":{\"id\":6},\"t\":2}\n",
                ["columns": "user:user.id,item:item.id,time:t"],
                [["6", "5"]]
            ),
            // Its members are no members of the record.
            LogCase(
                "an object under an empty key",
                "{\"user\":1,\"item\":5,\"\":{\"user\":9}}\n{\"user\":1,\"item\":6,\"\":{\"user\":8}}\n",
                ["columns": "user:user,item:item"],
                [["5", "6"]]
            ),
            LogCase("a file that keeps its order by name", "user,item\n1,5\n2,6\n1,7\n", [:], [["5", "7"], ["6"]]),
            LogCase("Excel's line", "sep=;\r\nuser;item\r\n1;x,5\r\n1;x,6\r\n", [:], [["x,5", "x,6"]]),
            LogCase("Excel's line in quotation marks", "\"SEP=|\"\nuser|item\n1|5\n", [:], [["5"]]),
            LogCase("Excel's line with a tab", "sep=\t\nuser\titem\n1\t5\n", [:], [["5"]]),
            LogCase(
                "Excel's line without a header",
                "sep=,\n1,5\n1,6\n",
                ["columns": "user:1,item:2"],
                [["5", "6"]]
            ),
            LogCase(
                "another delimiter than that of Excel's line",
                "sep=,\nuser;item\n1;5\n",
                ["delimiter": "semicolon"],
                [["5"]]
            ),
            LogCase(
                "labels that could be names of columns",
                "u1,home,x\nu1,login,page\nu2,login,page\nu1,home,y\n",
                ["columns": "user:1,item:2", "header": "absent"],
                [["home", "login", "home"], ["login"]]
            ),
            LogCase("a header that only looks like Excel's line", "sep=a,user,item\n1,1,5\n", [:], [["5"]]),
            LogCase(
                "all times are empty",
                "user,item,timestamp\n1,5,\n1,6,\n",
                [:],
                [["5", "6"]],
                warnings: ["fileOrder"]
            ),
            LogCase(
                "a time by another name",
                "user,item,when\n1,5,2020-01-02\n1,6,2020-01-01\n",
                [:],
                [["5", "6"]],
                warnings: ["fileOrder"]
            ),
        ]
    )
    func recognised(_ reading: LogCase) { reading.check() }

    @Test(
        "what is unclear is a question",
        arguments: [
            Refusal(
                "two ids of users",
                "user_id,customer_id,item_id\n1,8,5\n2,9,6\n",
                says: ["user_id", "customer_id", "columns=user:user_id"]
            ),
            Refusal(
                "two ids of items",
                "user_id,movie_id,book_id\n1,8,5\n2,9,6\n",
                says: ["movie_id", "book_id", "columns=item:"]
            ),
            Refusal(
                "two times",
                "user,item,timestamp,created_at\n1,5,2,9\n1,6,1,10\n",
                says: ["timestamp", "created_at", "columns=time:"]
            ),
            Refusal(
                "no header",
                "a,x,5,1700000000\nb,y,4,1700000001\n",
                says: ["columns=user:1,item:2,time:4", "1: a", "4: 1700000000"]
            ),
            Refusal(
                "no header, decimals between",
                "1\t2010-10-19T23:55:27Z\t30.2\t-97.7\t22847\n1\t2010-10-18T22:17:43Z\t30.3\t-97.8\t420315\n",
                says: ["columns=user:1,item:5,time:2"]
            ),
            Refusal("unknown names", "who,what,score\nann,x,1\nbob,y,2\n", says: ["columns=", "`who`"]),
            Refusal("text alone", "ann,x\nbob,y\n", ["columns": "user:1,item:2"], says: ["header"]),
            Refusal("an unknown column", "user,item\n1,2\n", ["columns": "user:usr"], says: ["usr", "user"]),
            Refusal("a number beyond the table", "1,2,3\n4,5,6\n", ["columns": "user:1,item:7"], says: ["column 7"]),
            Refusal(
                "an unknown role",
                "user,item\n1,2\n",
                ["columns": "usr:user"],
                says: ["usr", "did you mean `user`"]
            ),
            Refusal(
                "two columns of one name",
                "user,item,item\n1,2,3\n",
                says: ["`2: item` and `3: item`", "`columns=item:2` or `columns=item:3`"]
            ),
            Refusal("one column for two roles", "user,item\n1,2\n", ["columns": "user:item,item:item"], says: ["item"]),
            Refusal("no item", "user,score\n1,2\n", says: ["item"]),
            Refusal("a line without line ends", "user_id,item_id1,23,45,6", says: ["--data-binary"]),
            Refusal("texts without line ends", "user_id,item_idu15,i31u3,i7", says: ["--data-binary"]),
            Refusal(
                "texts and times without line ends",
                "user_id,item_id,timestampu1,i1,2020-01-01u2,i2,2020-01-02",
                says: ["--data-binary"]
            ),
            Refusal(
                "a comment before the header",
                "# made by a tool\n\nuser_id,item_id\nu1,i1\nu1,i2\n",
                says: ["line 3", "`tail -n +3 FILE`"]
            ),
            Refusal(
                "a comment before the header, whatever the options say",
                "# made by a tool, today\nuser_id,item_id\nu1,i1\nu1,i2\n",
                ["columns": "user:1,item:2", "header": "absent"],
                says: ["`tail -n +2 FILE`"]
            ),
            Refusal(
                "a title before the header of a grid",
                "Results of May\nlayers,dim,HR@10\n4,25,0.5\n",
                says: ["`tail -n +2 FILE`"]
            ),
            Refusal(
                "JSON lines without line ends",
                "{\"user\":1,\"item\":2}{\"user\":1,\"item\":3}",
                says: ["--data-binary"]
            ),
            Refusal("nothing", " \n\n", says: ["empty"]),
        ]
    )
    func unclear(_ refusal: Refusal) { refusal.check() }
}
