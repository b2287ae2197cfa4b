import Testing

@testable import TableReading

@Suite("Lines of a user and a list without a header")
struct PairListTests {
    @Test(
        "lists are read as lists",
        arguments: [
            LogCase(
                "ids with blanks behind a tab",
                "u1\ti1 i2 i3\nu2\ti4\nu3\ti2 i5\n",
                [:],
                [["i1", "i2", "i3"], ["i4"], ["i2", "i5"]],
                columns: ["user": ["1"], "items": ["2"]]
            ),
            LogCase(
                "integers with commas behind a blank",
                "1 12,7,12,9\n2 8,7\n3 5\n",
                [:],
                [["12", "7", "12", "9"], ["8", "7"], ["5"]]
            ),
            LogCase(
                "brackets behind a tab",
                "226\t[1156, 1000, 7]\n227\t[5]\n",
                [:],
                [["1156", "1000", "7"], ["5"]]
            ),
            // Titles are labels of interactions if users come again.
            LogCase(
                "titles behind a tab",
                "u1\tStar Wars\nu1\tAlien\nu2\tToy Story\n",
                [:],
                [["Star Wars", "Alien"], ["Toy Story"]]
            ),
            LogCase("single items", "1 5\n2 7\n3 5\n", [:], [["5"], ["7"], ["5"]]),
            LogCase("a code with digits", "1 i5\n2 i7\n3 i5\n", [:], [["i5"], ["i7"], ["i5"]]),
        ]
    )
    func recognised(_ reading: LogCase) { reading.check() }

    @Test(
        "what can be both is asked",
        arguments: [
            Refusal("words", "u1\tred blue\nu2\tgreen red\n", says: ["`columns=user:1,items:2`", "user:1,item:2"]),
            Refusal(
                "few lists among single items",
                "1 5\n2 6\n3 7\n4 5,6\n5 8\n",
                says: ["`columns=user:1,items:2`", "`5,6`"]
            ),
            Refusal(
                "lists in a format of single items",
                "1 12,7\n2 8,7\n",
                ["format": "sasrec"],
                says: ["`columns=user:1,items:2`"]
            ),
            Refusal(
                "lists under the name of an item",
                "user\titem\nu1\ti1 i2\nu2\ti3 i4\n",
                says: ["the column of the item is not recognised", "`columns=user:user,items:item`"]
            ),
            Refusal(
                "arrays under the name of an item",
                "user\titem\nu1\t[1, 2]\nu2\t[3]\n",
                says: ["`columns=user:user,items:item`"]
            ),
        ]
    )
    func asked(_ refusal: Refusal) { refusal.check() }

    @Test(
        "the proposed columns suit the table",
        arguments: [
            Refusal("lines of different lengths", "1 5 6 7\n2 5\n3 6 7\n", says: ["`columns=user:1,items:2..`"]),
            Refusal("lines that begin with items", "5 6 7\n5 8\n6 7 8 9\n", says: ["`columns=items:1..`"]),
            Refusal("a number of rows", "0,u1,i5\n1,u1,i6\n2,u2,i5\n3,u2,i7\n", says: ["`columns=user:2,item:3`"]),
            Refusal(
                "ids of impressions",
                "p,q,r\n91,u1,i5\n17,u1,i6\n44,u2,i5\n23,u2,i7\n",
                says: ["`columns=user:q,item:r`"]
            ),
            Refusal("two columns", "a1,i5,\na2,i5,\na3,i6,\n", says: ["`columns=user:1,item:2`"]),
        ]
    )
    func proposed(_ refusal: Refusal) { refusal.check() }
}
