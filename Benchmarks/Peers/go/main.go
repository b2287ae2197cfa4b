// Go's net/http with the answers of serverbench. Usage: peer <port>.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

const prediction = `{"law":"law_81d2","layers":16,"dim":64,"predictions":{"HR@10":{"value":0.3168,"low":0.3121}}}`

func main() {
	body := []byte(prediction)
	http.HandleFunc("/predict", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Write(body)
	})
	http.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		count, _ := io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, count)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
