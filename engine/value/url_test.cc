#include "engine/value/url.h"

#include "gtest/gtest.h"

namespace writ {
namespace {

std::string Url(std::string_view text) {
  const Spelling url = ReadUrl(text);
  return url.ok() ? url.stored : "!" + std::string(url.misfit);
}

TEST(UrlTest, OnePlaceOneSpelling) {
  EXPECT_EQ(Url("https://corp.example"), "https://corp.example/");
  EXPECT_EQ(Url("HTTPS://Corp.EXAMPLE/A"), "https://corp.example/A");
  EXPECT_EQ(Url("http://a.example:80/"), "http://a.example/");
  EXPECT_EQ(Url("https://a.example:80/"), "https://a.example:80/");
  EXPECT_EQ(Url("https://a.example:443?q=1"), "https://a.example/?q=1");
  EXPECT_EQ(Url("https://a.example/%7eana/%c3%a9"), "https://a.example/~ana/%C3%A9");
  EXPECT_EQ(Url("https://a.example/\xc3\xa9"), "https://a.example/%C3%A9");
  EXPECT_EQ(Url("https://a.example/%41%2f"), "https://a.example/A%2F");
  EXPECT_EQ(Url("https://a.example/x#frag"), "https://a.example/x#frag");
  EXPECT_EQ(Url("https://[2001:DB8::0:1]:443/"), "https://[2001:db8::1]/");
  EXPECT_EQ(Url("git+ssh://host/x"), "git+ssh://host/x");
  EXPECT_EQ(Url("http://127.0.0.1/"), "http://127.0.0.1/");
  EXPECT_EQ(Url("http://my_bucket.s3.example/a.b..c/..d"),
            "http://my_bucket.s3.example/a.b..c/..d");
}

TEST(UrlTest, ReadingAgainChangesNothing) {
  for (const char* text : {"https://a.example/%7eana/%C3%a9?x=%2F%41#z", "http://[::1]:8080/a;b=c",
                           "http://a.example/%2541"}) {
    EXPECT_EQ(Url(Url(text)), Url(text)) << text;
  }
}

TEST(UrlTest, NothingStandsBeforeTheHost) {
  const std::string wrong = "!must not have a user name or an `@` before its host";
  EXPECT_EQ(Url("http://good.example@evil.example/"), wrong);
  EXPECT_EQ(Url("http://user:pw@evil.example/"), wrong);
  EXPECT_EQ(Url("http://@evil.example/"), wrong);
  EXPECT_EQ(Url("http://good.example:80@evil.example/"), wrong);
  EXPECT_EQ(Url("http://a.example/x@y"), "http://a.example/x@y");
}

TEST(UrlTest, BackslashesSpacesAndControlsAreRefused) {
  EXPECT_EQ(Url("http://evil.example\\@good.example/"), "!must not have a backslash");
  EXPECT_EQ(Url("http:\\\\evil.example"), "!must not have a backslash");
  const std::string space = "!must not have white space or control characters";
  EXPECT_EQ(Url(" http://a.example"), space);
  EXPECT_EQ(Url("http://a.exam\tple/"), space);
  EXPECT_EQ(Url("http://a.example/\r\nHost: b"), space);
  EXPECT_EQ(Url(std::string_view("http://a.example/\0", 18)), space);
  EXPECT_EQ(Url("http://a.example/<x>"), "!must have its special characters escaped, as in %7B");
}

TEST(UrlTest, HostsInOtherScriptsAreWrittenInTheirXnForm) {
  const std::string wrong =
      "!must have a host of ASCII letters: write a name in another script in its xn-- form";
  EXPECT_EQ(Url("http://\xd0\xb0pple.example/"), wrong);  // Cyrillic a
  EXPECT_EQ(Url("http://evil.example\xe3\x80\x82"
                "com/"),
            wrong);                                          // ideographic full stop
  EXPECT_EQ(Url("http://\xef\xbd\x85vil.example/"), wrong);  // full-width e
  EXPECT_EQ(Url("http://xn--bcher-kva.example/"), "http://xn--bcher-kva.example/");
  EXPECT_EQ(Url("http://XN--BCHER-KVA.example/"), "http://xn--bcher-kva.example/");
  const std::string none = "!must not have a host in xn-- form that no name in another script has";
  EXPECT_EQ(Url("http://xn--a.example/"), none);
  EXPECT_EQ(Url("http://xn--99999999.example/"), none);
  EXPECT_EQ(Url("http://xn--vil-jz3b.example/"), none);  // a full-width e inside
}

TEST(UrlTest, NumbersAsHostsAreFourDecimalNumbers) {
  for (const char* host : {"2130706433", "0x7f.1", "0x7f000001", "017700000001", "127.1",
                           "127.0.0.01", "1.2.3.4.5", "a.0x1", "a.example.", "127.0.0.1.", "0x"}) {
    EXPECT_EQ(Url("http://" + std::string(host) + "/")[0], '!') << host;
  }
  EXPECT_EQ(Url("http://1.2.3.4.example/"), "http://1.2.3.4.example/");
}

TEST(UrlTest, HostsAreNames) {
  for (const char* host :
       {"", "a..b", ".a", "-a.b", "a-.b", "a%2eb", "a%00b", "[::1", "[::1]x", "[1.2.3.4]",
        "[::ffff:1.2.3.4]", "[::ffff:102:304]", "[::1%25eth0]", "a,b", "a b", "a*b"}) {
    EXPECT_EQ(Url("http://" + std::string(host) + "/")[0], '!') << host;
  }
  const std::string label(63, 'a');
  EXPECT_EQ(Url("http://" + label + ".b/"), "http://" + label + ".b/");
  EXPECT_EQ(Url("http://" + label + "a.b/")[0], '!');
}

TEST(UrlTest, Ports) {
  EXPECT_EQ(Url("http://a.b:1/"), "http://a.b:1/");
  EXPECT_EQ(Url("http://a.b:65535/"), "http://a.b:65535/");
  for (const char* port : {"", "0", "080", "65536", "100000", "8x", "-1", "80:80"}) {
    EXPECT_EQ(Url("http://a.b:" + std::string(port) + "/"),
              "!must have a port from 1 to 65535 without leading zeros")
        << port;
  }
}

TEST(UrlTest, NoWayUp) {
  for (const char* path :
       {"/a/../b", "/..", "/.", "/a/./b", "/%2e%2e/b", "/%2E./b", "/a%2f..%2fb", "/a%2f%2e%2e%2fb",
        "/a/..%5cb", "/a/..;/b", "/a/..;x=1/b", "/%252e%252e/b", "/%25252e%25252e/b"}) {
    EXPECT_EQ(Url("http://a.b" + std::string(path)),
              "!must not have `.` or `..` in its path, escaped or not")
        << path;
  }
  EXPECT_EQ(Url("http://a.b/%0d%0aX"), "!must not have control characters in its path");
  EXPECT_EQ(Url("http://a.b/%250d"), "!must not have control characters in its path");
  EXPECT_EQ(Url("http://a.b/%2525252525252e"), "!must not escape its path so many times over");
  EXPECT_EQ(Url("http://a.b/...;x/a..b"), "http://a.b/...;x/a..b");
}

TEST(UrlTest, EscapesAreWhole) {
  for (const char* rest : {"/%", "/%2", "/%zz", "/?%", "/#%4", "/%00", "/?%00"}) {
    EXPECT_EQ(Url("http://a.b" + std::string(rest))[0], '!') << rest;
  }
  EXPECT_EQ(Url("http://a.b/#a#b"), "!must not have two fragments");
}

TEST(UrlTest, OnlyUrlsWithAHost) {
  for (const char* text : {"", "a.example", "//a.example", "javascript:alert(1)", "data:,x",
                           "mailto:a@b.example", "/a/b", "1http://a.b", "://a.b", "ht_tp://a.b"}) {
    EXPECT_EQ(Url(text), "!must be a URL like https://host.example/path") << text;
  }
  EXPECT_EQ(Url("file:///etc/passwd"), "!must have a host");
}

TEST(UrlTest, LengthIsThatOfTheStoredForm) {
  const std::string start = "http://a.b/";
  EXPECT_EQ(Url(start + std::string(kMaxUrlBytes - start.size(), 'x')).size(), kMaxUrlBytes);
  EXPECT_EQ(Url(start + std::string(kMaxUrlBytes - start.size() + 1, 'x'))[0], '!');
  EXPECT_EQ(Url(start + std::string(1000, '\xc3'))[0], '!');
}

TEST(UrlTest, Parts) {
  const std::string url = ReadUrl("HTTPS://A.Example:8443/x/y?a=b?c#d/e:1").stored;
  const UrlParts parts = SplitUrl(url);
  EXPECT_EQ(parts.scheme, "https");
  EXPECT_EQ(parts.host, "a.example");
  EXPECT_EQ(parts.port, 8443);
  EXPECT_EQ(parts.path, "/x/y");
  EXPECT_EQ(parts.query, "a=b?c");
  EXPECT_EQ(parts.fragment, "d/e:1");
  const UrlParts six = SplitUrl("ws://[::1]/");
  EXPECT_EQ(six.host, "::1");
  EXPECT_EQ(six.port, 80);
  EXPECT_EQ(six.path, "/");
  EXPECT_EQ(SplitUrl("x://[::1]:9/").port, 9);
  EXPECT_EQ(SplitUrl("x://h/").port, 0);
  EXPECT_EQ(WithoutFragment("http://a.b/?q#f"), "http://a.b/?q");
}

}  // namespace
}  // namespace writ
