// verify_log checks a log that was exported as files with nothing but its public key:
// signatures, tiles, records, and that it continues what older checkpoints signed.
//
// It shares no code with Writ. What hashes, proves and verifies is Go's own sumdb/note and
// sumdb/tlog; what is here only finds the files (docs/audit_format.md) and names what does
// not fit.
package main

import (
	"fmt"
	"os"
)

const usage = "usage: verify_log PUBLIC_KEY DIRECTORY [OLDER_CHECKPOINT...]"

// Findings that are printed; the rest is counted.
const maxPrinted = 100

type findings struct{ count int }

func (f *findings) add(where, format string, arguments ...interface{}) {
	if f.count++; f.count <= maxPrinted {
		fmt.Printf("%s: %s\n", where, fmt.Sprintf(format, arguments...))
	}
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	var found findings
	size := verify(os.Args[1], os.Args[2], os.Args[3:], &found)
	if found.count > 0 {
		fmt.Printf("refused: %d findings\n", found.count)
		os.Exit(1)
	}
	fmt.Printf("accepted: %d events and %d older checkpoints\n", size, len(os.Args[3:]))
}
