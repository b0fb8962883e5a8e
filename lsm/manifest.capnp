# What the manifest and the superblock hold. docs/format.md says where.

@0xb3f1a6c2d84e9075;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("cambium::wire");

# A subject in a run.
struct Key {
  type @0 :UInt32;
  attribute @1 :UInt32;
  kind @2 :UInt8;      # 0 integers, 1 bytes, 2 index
  word @3 :UInt64;     # Integers only: the integer with its sign bit flipped.
  bytes @4 :Data;      # Others only.
}

struct SortedFile {
  number @0 :UInt32;
  level @1 :UInt8;
  size @2 :UInt64;
  checksum @3 :UInt64;         # Of its directory.
  rows @4 :UInt64;
  deleted @5 :UInt64;
  leastVersion @6 :UInt64;
  greatestVersion @7 :UInt64;
  first @8 :Key;
  last @9 :Key;
  history @10 :UInt64;         # Of the rows, those behind a newer one of their subject.
}

# A commit and when it was made, for reading as of a time.
struct Moment {
  version @0 :UInt64;
  time @1 :Int64;              # Microseconds since 1970-01-01T00:00:00Z.
}

# The first edit of a manifest is all that there is; each later one changes that.
struct Edit {
  removed @0 :List(UInt32);    # Numbers of sorted files.
  added @1 :List(SortedFile);
  firstLog @2 :UInt32;         # Commits in logs of lower numbers are in sorted files.
  lastVersion @3 :UInt64;      # All commits up to this are in sorted files.
  nextNumber @4 :UInt32;       # No file has this number or a greater one.
  horizon @5 :UInt64;          # Versions below cannot be read any more.
  moments @6 :List(Moment);    # To be added.
}

struct Superblock {
  format @0 :UInt32;
  manifest @1 :UInt32;         # Number of the manifest; 0: there is none yet.
}
