package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// verify checks the exported log and gives its size. What does not fit goes to found.
func verify(publicKey, directory string, older []string, found *findings) int64 {
	key, err := note.NewVerifier(publicKey)
	if err != nil {
		found.add("public key", "%v", err)
		return 0
	}
	tree, err := readCheckpoint(filepath.Join(directory, "checkpoint"), key)
	if err != nil {
		found.add("checkpoint", "%v", err)
		return 0
	}
	files := &tileFiles{directory: directory, read: map[tlog.Tile][]byte{}}
	log := &log{tree, files, tlog.TileHashReader(tree, files), found}
	if log.checkTiles() {
		log.checkEntries(log.inTree)
	} else {
		log.checkEntries(log.inTile)
	}
	for _, path := range older {
		log.checkContinues(path, key)
	}
	return tree.N
}

// The highest level that has tiles: 256 to the power of 8 is more than a size can say.
const topLevel = 7

type log struct {
	tree   tlog.Tree
	files  *tileFiles
	hashes tlog.HashReader
	found  *findings
}

// tiles are those of one level, the last one as wide as the tree needs it.
func (l *log) tiles(level int) []tlog.Tile {
	var tiles []tlog.Tile
	hashes := l.tree.N >> uint(level*tileHeight)
	for n := int64(0); n*tileWidth < hashes; n++ {
		tiles = append(tiles, l.tile(level, n))
	}
	return tiles
}

func (l *log) tile(level int, n int64) tlog.Tile {
	width := l.tree.N>>uint(level*tileHeight) - n*tileWidth
	if width > tileWidth {
		width = tileWidth
	}
	return tlog.Tile{H: tileHeight, L: level, N: n, W: int(width)}
}

// checkTiles leads every tile to the signed root. The partial ones at the log's end make up
// that root together, so only together are they right or wrong. The full ones follow from
// the top level down: one that fails is itself wrong, since those above it were right.
func (l *log) checkTiles() bool {
	if l.tree.N == 0 {
		if l.tree.Hash != sha256.Sum256(nil) {
			l.found.add("checkpoint", "its root is not that of an empty log")
		}
		return false
	}
	whole := true
	var full []tlog.Tile
	var end []string
	for level := topLevel; level >= 0; level-- {
		for _, tile := range l.tiles(level) {
			if _, err := l.files.tile(tile); err != nil {
				l.found.add(tilePath(tile), "%v", err)
				whole = false
			}
			if tile.W == tileWidth {
				full = append(full, tile)
			} else {
				end = append(end, tilePath(tile))
			}
		}
	}
	if !whole {
		return false
	}
	if _, err := l.hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, l.tree.N-1)}); err != nil {
		l.found.add(strings.Join(end, ", "), "they do not hash to the signed root: %v", err)
		return false
	}
	for _, tile := range full {
		whole = l.checkTile(tile) && whole
	}
	return whole
}

// checkTile compares a full tile with the hash that the tile above has of it. The hash
// reader means to do so too, but x/mod 0.7 skips as many tiles as the end of the log has
// subtrees, also when these stand in fewer tiles. Proofs of records do not depend on it.
func (l *log) checkTile(tile tlog.Tile) bool {
	bytes, _ := l.files.tile(tile)
	above := l.tile(tile.L+1, tile.N/tileWidth)
	bytesAbove, err := l.files.tile(above)
	if err != nil {
		return false // named already
	}
	height := above.L * tileHeight
	left, _ := tlog.HashFromTile(tile, bytes, tlog.StoredHashIndex(height-1, 2*tile.N))
	right, _ := tlog.HashFromTile(tile, bytes, tlog.StoredHashIndex(height-1, 2*tile.N+1))
	signed, err := tlog.HashFromTile(above, bytesAbove, tlog.StoredHashIndex(height, tile.N))
	if err != nil || tlog.NodeHash(left, right) != signed {
		l.found.add(tilePath(tile), "it does not hash to what the tile above has of it")
		return false
	}
	return true
}

// checkEntries checks each record: that the signed tree includes it or, when no tile leads
// there, that its tile has at least its hash.
func (l *log) checkEntries(check func(tile tlog.Tile, index int64, event []byte) error) {
	for _, tile := range l.tiles(0) {
		events, err := l.files.entries(tile)
		if err != nil {
			l.found.add(entriesPath(tile), "%v", err)
		} else if len(events) != tile.W {
			l.found.add(entriesPath(tile), "it has %d events, not %d", len(events), tile.W)
		}
		for i, event := range events {
			index := tile.N*tileWidth + int64(i)
			if i >= tile.W {
				err = errors.New("it is behind the end of the log")
			} else {
				err = check(tile, index, event)
			}
			if err != nil {
				l.found.add(fmt.Sprintf("event %d", index), "%v", err)
			}
		}
	}
}

func (l *log) inTree(_ tlog.Tile, index int64, event []byte) error {
	proof, err := tlog.ProveRecord(l.tree.N, index, l.hashes)
	if err != nil {
		return err
	}
	hash := tlog.RecordHash(event)
	if err = tlog.CheckRecord(proof, l.tree.N, l.tree.Hash, index, hash); err != nil {
		return fmt.Errorf("it is not what the signed tree has there: %v", err)
	}
	return nil
}

func (l *log) inTile(tile tlog.Tile, index int64, event []byte) error {
	bytes, err := l.files.tile(tile)
	if err != nil {
		return nil // named already
	}
	hash, err := tlog.HashFromTile(tile, bytes, tlog.StoredHashIndex(0, index))
	if err == nil && hash != tlog.RecordHash(event) {
		return fmt.Errorf("its hash is not the one in %s", tilePath(tile))
	}
	return err
}

// checkContinues proves that the log begins with all that an older checkpoint signs.
func (l *log) checkContinues(path string, key note.Verifier) {
	older, err := readCheckpoint(path, key)
	if err != nil {
		l.found.add(path, "%v", err)
		return
	}
	if older.N > l.tree.N {
		l.found.add(path, "it signs %d events, the log has %d: events %d to %d are cut off",
			older.N, l.tree.N, l.tree.N, older.N-1)
		return
	}
	if older.N == 0 {
		return
	}
	proof, err := tlog.ProveTree(l.tree.N, older.N, l.hashes)
	if err == nil {
		err = tlog.CheckTree(proof, l.tree.N, l.tree.Hash, older.N, older.Hash)
	}
	if err != nil {
		l.found.add(path, "the log does not continue the %d events that it signs: %v", older.N, err)
	}
}
