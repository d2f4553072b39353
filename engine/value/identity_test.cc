#include "engine/value/identity.h"

#include "engine/value/email.h"
#include "engine/value/host.h"
#include "engine/value/path.h"
#include "engine/value/random_value.h"
#include "engine/value/text.h"
#include "gtest/gtest.h"

namespace writ {
namespace {

std::string Read(Kind kind, std::string_view text) {
  const Spelling spelling = ReadIdentity(kind, text);
  return spelling.ok() ? IdentityText(kind, spelling.stored) : "!" + std::string(spelling.misfit);
}
std::string Email(std::string_view text) { return Read(Kind::kEmail, text); }
std::string Path(std::string_view text) { return Read(Kind::kPath, text); }

TEST(EmailTest, TheDomainIsInSmallLetters) {
  EXPECT_EQ(Email("Ana.Maria+x@Corp.EXAMPLE"), "Ana.Maria+x@corp.example");
  EXPECT_EQ(Email("a_b-c'd@xn--bcher-kva.example"), "a_b-c'd@xn--bcher-kva.example");
  EXPECT_EQ(LocalOf("a.b@corp.example"), "a.b");
  EXPECT_EQ(DomainOf("a.b@corp.example"), "corp.example");
}

TEST(EmailTest, RefusesWhatProgramsSplitAtDifferentPlaces) {
  EXPECT_EQ(Email("ana@corp.example@evil.example"), "!must have one `@`");
  EXPECT_EQ(Email("ana@evil.example%corp.example")[0], '!');
  EXPECT_EQ(Email("ana%evil.example@corp.example"),
            "!must not route mail through another host with `%` or `!`");
  EXPECT_EQ(Email("evil.example!ana@corp.example"),
            "!must not route mail through another host with `%` or `!`");
  const std::string plain = "!must be a plain address, without names, quotes or white space";
  EXPECT_EQ(Email("Ana <ana@corp.example>"), plain);
  EXPECT_EQ(Email("\"a b\"@corp.example"), plain);
  EXPECT_EQ(Email("ana(x)@corp.example"), plain);
  EXPECT_EQ(Email(" ana@corp.example"), plain);
  EXPECT_EQ(Email("ana,bob@corp.example"), plain);
  EXPECT_EQ(Email("-oQ/tmp@corp.example"),
            "!must not start with `-`, which programs take for an option");
  for (const char* text :
       {"", "ana", "@corp.example", "ana@", "ana@corp", "ana@corp..example", ".ana@corp.example",
        "ana.@corp.example", "a..b@corp.example", "ana@[10.0.0.1]", "ana@10.0.0.1",
        "ana@corp.example.", "ana@corp.example ", "ana@corp.example\n", "ana@co_rp.example",
        "an\xc3\xa1@corp.example", "ana@c\xd0\xberp.example", "ana@corp.example>"}) {
    EXPECT_EQ(Email(text)[0], '!') << text;
  }
  const std::string local(64, 'a');
  EXPECT_EQ(Email(local + "@b.c"), local + "@b.c");
  EXPECT_EQ(Email(local + "a@b.c")[0], '!');
}

TEST(PathTest, OnePlaceOneSpelling) {
  EXPECT_EQ(Path("/srv//a/./b/"), "/srv/a/b");
  EXPECT_EQ(Path("./a/b"), "a/b");
  EXPECT_EQ(Path("/"), "/");
  EXPECT_EQ(Path("///"), "/");
  EXPECT_EQ(Path("."), ".");
  EXPECT_EQ(Path("./"), ".");
  EXPECT_EQ(Path("a b/.profile/r\xc3\xa9sum\xc3\xa9.txt"), "a b/.profile/r\xc3\xa9sum\xc3\xa9.txt");
  EXPECT_EQ(Path("/~x/C:/100%"), "/~x/C:/100%");
}

TEST(PathTest, RefusesEveryWayUpAndOut) {
  for (const char* text : {"..", "../a", "a/..", "/a/../b", "/.."}) {
    EXPECT_EQ(Path(text), "!must not go up with `..`") << text;
  }
  for (const char* text : {"...", "a/.. /b", "a/ /b", "a/. ./b"}) {
    EXPECT_EQ(Path(text), "!must not have a part of dots and spaces") << text;
  }
  for (const char* text : {"a/%2e%2e/b", "a%2Fb", "a%5Cb", "a%00", "%252e", "%2E"}) {
    EXPECT_EQ(Path(text), "!must not hide dots or slashes in escapes such as %2e") << text;
  }
  EXPECT_EQ(Path("a\\..\\b"), "!must have `/`, and no backslash, between its parts");
  EXPECT_EQ(Path("~/.ssh/id"), "!must not start with `~`");
  EXPECT_EQ(Path("C:/x"), "!must not start with the letter of a drive");
  const std::string letters =
      "!must not have control characters, or letters that look like dots or slashes";
  EXPECT_EQ(Path("a\n"), letters);
  EXPECT_EQ(Path(std::string_view("/etc/passwd\0.txt", 16)), letters);
  EXPECT_EQ(Path("a/\xe2\x80\xae"
                 "b"),
            letters);  // right-to-left override
  EXPECT_EQ(Path("a\xef\xbc\x8f"
                 "b"),
            letters);                          // full-width solidus
  EXPECT_EQ(Path("\xe2\x80\xa5/b"), letters);  // two dot leader
  EXPECT_EQ(Path("a/\xff"), "!must be UTF-8");
  EXPECT_EQ(Path(""), "!must be a path like /srv/files/a.txt or files/a.txt");
  EXPECT_EQ(Path(std::string(256, 'a')), "!must have parts of at most 255 bytes");
  EXPECT_EQ(Path(std::string(255, 'a')), std::string(255, 'a'));
  EXPECT_EQ(Path("/" + std::string(4096, '/')), "!must be a path of at most 4096 bytes");
  EXPECT_EQ(Path(std::string(4096, '/')), "/");
}

TEST(PathTest, Under) {
  EXPECT_TRUE(IsPathUnder("/srv/a", "/srv/a"));
  EXPECT_TRUE(IsPathUnder("/srv/a/b", "/srv/a"));
  EXPECT_FALSE(IsPathUnder("/srv/ab", "/srv/a"));
  EXPECT_FALSE(IsPathUnder("/srv", "/srv/a"));
  EXPECT_TRUE(IsPathUnder("/srv", "/"));
  EXPECT_FALSE(IsPathUnder("srv", "/"));
  EXPECT_TRUE(IsPathUnder("srv/a", "."));
  EXPECT_FALSE(IsPathUnder("/srv/a", "."));
  EXPECT_FALSE(IsPathUnder("srv/a", "/srv"));
}

TEST(PathTest, Parts) {
  EXPECT_EQ(FileNameOf("/srv/a.tar.gz"), "a.tar.gz");
  EXPECT_EQ(FileNameOf("/"), "");
  EXPECT_EQ(FileNameOf("."), "");
  EXPECT_EQ(ParentOf("/srv/a"), "/srv");
  EXPECT_EQ(ParentOf("/srv"), "/");
  EXPECT_EQ(ParentOf("/"), "/");
  EXPECT_EQ(ParentOf("a"), ".");
  EXPECT_EQ(ExtensionOf("/srv/a.tar.gz"), "gz");
  EXPECT_EQ(ExtensionOf("/srv.d/a"), "");
  EXPECT_EQ(ExtensionOf(".profile"), "");
}

TEST(HostTest, Under) {
  EXPECT_TRUE(IsHostUnder("corp.example", "corp.example"));
  EXPECT_TRUE(IsHostUnder("a.b.corp.example", "corp.example"));
  EXPECT_FALSE(IsHostUnder("evilcorp.example", "corp.example"));
  EXPECT_FALSE(IsHostUnder("example", "corp.example"));
}

TEST(IdentityTest, TheStoredFormIsTheOnlyOneThatIsTaken) {
  EXPECT_TRUE(IsStoredIdentity(Kind::kUrl, "http://a.b/"));
  EXPECT_FALSE(IsStoredIdentity(Kind::kUrl, "http://a.b"));
  EXPECT_FALSE(IsStoredIdentity(Kind::kUrl, "HTTP://a.b/"));
  EXPECT_FALSE(IsStoredIdentity(Kind::kEmail, "a@B.example"));
  EXPECT_FALSE(IsStoredIdentity(Kind::kPath, "/a/"));
  EXPECT_FALSE(IsStoredIdentity(Kind::kString, "a"));
}

TEST(IdentityTest, TextReadsBackToTheSame) {
  Arena arena;
  RandomValues random(7, arena);
  for (int i = 0; i < 200; ++i) {
    const Value value = random.AnyIdentity();
    const std::string text = IdentityText(value.kind(), value.AsText());
    EXPECT_EQ(ReadIdentity(value.kind(), text).stored, value.AsText()) << ToSource(value);
  }
}

}  // namespace
}  // namespace writ
