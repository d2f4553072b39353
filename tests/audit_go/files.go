package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// readCheckpoint opens a signed note whose text is an origin, a size and a root hash.
func readCheckpoint(path string, key note.Verifier) (tlog.Tree, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(bytes, note.VerifierList(key))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 {
		return tlog.Tree{}, errors.New("the note is no checkpoint")
	}
	if lines[0] != key.Name() {
		return tlog.Tree{}, fmt.Errorf("it is of the log %q", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("%q is no size", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("%q is no hash", lines[2])
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// tilePath is where C2SP tlog-tiles puts a tile: as tlog does, without the height.
func tilePath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	return "tile/" + path
}

// entriesPath is where the events of a tile of leaf hashes are.
func entriesPath(tile tlog.Tile) string {
	return "tile/entries/" + strings.TrimPrefix(tilePath(tile), "tile/0/")
}

// tileFiles reads tiles as the hash reader of tlog asks for them, each once.
type tileFiles struct {
	directory string
	read      map[tlog.Tile][]byte
}

func (files *tileFiles) Height() int { return tileHeight }

func (files *tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		bytes, err := files.tile(tile)
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func (files *tileFiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (files *tileFiles) tile(tile tlog.Tile) ([]byte, error) {
	if bytes, known := files.read[tile]; known {
		return bytes, nil
	}
	bytes, err := os.ReadFile(filepath.Join(files.directory, tilePath(tile)))
	if err != nil {
		return nil, err
	}
	if len(bytes) != tile.W*tlog.HashSize {
		return nil, fmt.Errorf("it has %d bytes, not %d", len(bytes), tile.W*tlog.HashSize)
	}
	files.read[tile] = bytes
	return bytes, nil
}

// entries reads an entry bundle: each event after its length, two bytes, big-endian.
func (files *tileFiles) entries(tile tlog.Tile) ([][]byte, error) {
	bytes, err := os.ReadFile(filepath.Join(files.directory, entriesPath(tile)))
	if err != nil {
		return nil, err
	}
	var events [][]byte
	for len(bytes) > 0 {
		if len(bytes) < 2 || len(bytes)-2 < int(binary.BigEndian.Uint16(bytes)) {
			return events, fmt.Errorf("it ends within its event %d", len(events))
		}
		end := 2 + int(binary.BigEndian.Uint16(bytes))
		events = append(events, bytes[2:end])
		bytes = bytes[end:]
	}
	return events, nil
}
