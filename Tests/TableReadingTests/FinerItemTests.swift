import Testing

@testable import TableReading

@Suite("Ids that are finer than the item")
struct FinerItemTests {
    @Test(
        "what an item consists of is asked",
        arguments: [
            ("book_id", "chapter_id"), ("hotelId", "roomId"), ("venue_id", "event_id"), ("product_id", "variant_id"),
            ("movie_id", "scene_id"), ("news_id", "paragraph_id"), ("game_id", "level_id"), ("business_id", "dish_id"),
            ("course_id", "lesson_id"), ("content_id", "exercise_id"), ("bookid", "chapterid"),
            ("item_id", "shop_chapter_id"),
        ]
    )
    func named(_ coarse: String, _ fine: String) {
        let text = "user_id,\(coarse),\(fine),timestamp\n1,10,100,5\n1,10,101,6\n2,11,110,7\n2,10,100,8\n2,11,111,9\n"
        let outcome = readLog(text)
        #expect(outcome.details.contains("`columns=item:\(coarse)` or `columns=item:\(fine)`"), "\(outcome.details)")
        #expect(readLog(text, ["columns": "item:\(coarse)"]).sequences == [["10", "10"], ["11", "10", "11"]])
        #expect(readLog(text, ["columns": "item:\(fine)"]).sequences == [["100", "101"], ["110", "100", "111"]])
        #expect(readLog(text, ["columns": "ignore:\(fine)"]).sequences == [["10", "10"], ["11", "10", "11"]])
    }

    /// Two users, two items, and two ids of each.
    private func table(_ name: String, _ ids: [String], item: String = "item_id") -> String {
        let rows = [
            ("1", "10"), ("1", "10"), ("1", "11"), ("1", "11"), ("2", "10"), ("2", "10"), ("2", "11"), ("2", "11"),
        ]
        return "user_id,\(item),\(name)\n" + zip(rows, ids).map { "\($0.0),\($0.1),\($1)\n" }.joined()
    }

    @Test("an unknown id that users share is a warning if the cells show that it is finer")
    func shared() {
        let ids = ["a", "b", "c", "d", "a", "b", "c", "d"]
        let asked = readLog(table("gizmo_id", ids, item: "video_id"))
        #expect(asked.faults.isEmpty && asked.warnings == ["unusedItem"], "\(asked.details)")
        // `item_id` says itself that it has the items.
        #expect(readLog(table("gizmo_id", ids)).warnings.isEmpty)
        // Ids of what users do, and of what sorts items, are none.
        for name in ["order_id", "tag_id", "search_id", "review_id", "gizmo"] {
            let outcome = readLog(table(name, ids, item: "video_id"))
            #expect(outcome.faults.isEmpty && outcome.warnings.isEmpty, "\(name): \(outcome.details)")
        }
    }

    @Test("what only one user has, what is another one in each row, and what belongs to users is nothing")
    func unshared() {
        for item in ["item_id", "video_id", "venue_id"] {
            for (name, ids) in [
                ("trace_id", ["a", "b", "c", "d", "e", "e", "f", "f"]),
                ("event_id", ["a", "b", "c", "d", "e", "f", "g", "h"]),
                ("segment_id", ["a", "a", "a", "a", "b", "b", "b", "b"]),
                ("scene_id", ["4", "3", "4", "3", "3", "3", "4", "4"]),
                ("user_segment_id", ["a", "a", "a", "a", "b", "b", "b", "b"]),
                ("chatroom_id", ["1", "2", "1", "2", "1", "2", "1", "2"]),
            ] {
                let outcome = readLog(table(name, ids, item: item))
                #expect(outcome.faults.isEmpty && outcome.warnings.isEmpty, "\(item) \(name): \(outcome.details)")
            }
        }
    }

    @Test("parts that are counted again for each item are a warning, and a level of several items is nothing")
    func parts() {
        let ids = ["1", "2", "1", "2", "1", "2", "1", "2"]
        #expect(readLog(table("chapter_id", ids)).warnings == ["unusedItem"])
        #expect(readLog(table("level_id", ids)).warnings.isEmpty)
        #expect(readLog(table("gizmo_id", ids)).warnings.isEmpty)
    }

    @Test(
        "public datasets stay as they are",
        arguments: [
            "user_id,item_id,category_id,behavior_type,timestamp\n1,10,7,pv,5\n2,10,7,pv,6\n1,11,7,pv,7\n2,12,8,pv,8\n",
            "user_id,video_id,music_tag_id,tag_id,timestamp\n1,10,7,3,5\n2,10,7,3,6\n1,11,7,3,7\n2,12,8,4,8\n",
            "user_id,book_id,review_id,date_added\n1,10,r1,2020-01-01\n2,10,r2,2020-01-02\n1,11,r3,2020-01-03\n",
            "order_id,user_id,product_id,aisle_id,department_id\n1,1,10,5,4\n1,1,11,5,4\n2,2,10,5,4\n",
            "impression_id,user_id,news_id,time\n1,1,10,5\n1,1,11,6\n2,2,10,7\n",
            "t_dat,customer_id,article_id,price,sales_channel_id\n2018-09-20,1,10,1,2\n2018-09-20,1,11,1,2\n2018-09-21,2,10,1,1\n",
            "rating,user_id,asin,parent_asin,timestamp\n5,1,A,P,1\n5,1,B,P,2\n5,2,A,P,3\n5,2,B,P,4\n5,1,C,Q,5\n5,2,C,Q,6\n",
            "user_id,timestamp,artist_id,artist_name,track_id,track_name\n1,5,a,A,t1,T\n1,6,a,A,t2,U\n2,7,a,A,t1,T\n",
            "userId,venueId,venueCategoryId,utcTimestamp\n1,10,7,5\n2,10,7,6\n1,11,7,7\n2,12,8,8\n",
        ]
    )
    func datasets(_ text: String) {
        let outcome = readLog(text)
        #expect(outcome.faults.isEmpty && outcome.warnings.filter { $0 != "fileOrder" }.isEmpty, "\(outcome.details)")
    }
}
