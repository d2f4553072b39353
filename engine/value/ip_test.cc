#include "engine/value/ip.h"

#include "gtest/gtest.h"

namespace writ {
namespace {

std::string Ip(std::string_view text) {
  const Spelling ip = ReadIp(text);
  return ip.ok() ? FormatIp(ip.stored) : "!" + std::string(ip.misfit);
}
std::string Cidr(std::string_view text) {
  const Spelling cidr = ReadCidr(text);
  return cidr.ok() ? FormatCidr(cidr.stored) : "!" + std::string(cidr.misfit);
}
std::string Stored(std::string_view text) { return ReadIp(text).stored; }

TEST(IpTest, OneAddressOneSpelling) {
  EXPECT_EQ(Ip("192.168.0.1"), "192.168.0.1");
  EXPECT_EQ(Ip("0.0.0.0"), "0.0.0.0");
  EXPECT_EQ(Ip("255.255.255.255"), "255.255.255.255");
  EXPECT_EQ(Ip("2001:DB8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
  EXPECT_EQ(Ip("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(Ip("::"), "::");
  EXPECT_EQ(Ip("::1"), "::1");
  EXPECT_EQ(Ip("1::"), "1::");
  EXPECT_EQ(Ip("0001:0000::0"), "1::");
  EXPECT_EQ(Ip("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0");
  EXPECT_EQ(Ip("fe80:0:0:0:0:0:0:1"), "fe80::1");
}

TEST(IpTest, AnAddressThatWrapsAnIpv4AddressIsThatAddress) {
  EXPECT_EQ(Ip("::ffff:c0a8:1"), "192.168.0.1");
  EXPECT_EQ(Stored("::ffff:7f00:1"), Stored("127.0.0.1"));
  EXPECT_EQ(Ip("::fffe:7f00:1"), "::fffe:7f00:1");
}

TEST(IpTest, RefusesFormsThatProgramsReadInTwoWays) {
  for (const char* text : {"",
                           "127.1",
                           "127.0.0",
                           "0177.0.0.1",
                           "0x7f.0.0.1",
                           "2130706433",
                           "127.0.0.1.",
                           ".127.0.0.1",
                           "127.0.0.256",
                           "127.0.0.-1",
                           "127.0.0.1 ",
                           " 127.0.0.1",
                           "127..0.1",
                           "127.0.0.01",
                           "1270.0.0.1",
                           "\xef\xbc\x91.0.0.1",
                           "[::1]",
                           "::1%eth0",
                           "::ffff:127.0.0.1",
                           "::127.0.0.1",
                           ":::",
                           "1:::2",
                           "1::2::3",
                           ":1",
                           "1:",
                           "::1:",
                           ":1::",
                           "12345::",
                           "g::",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "::1:2:3:4:5:6:7:8",
                           "1111:2222:3333:4444:5555:6666:7777:88888"}) {
    EXPECT_EQ(Ip(text), "!must be an IP address like 192.0.2.7 or 2001:db8::7") << text;
  }
}

TEST(IpTest, Networks) {
  EXPECT_EQ(Cidr("192.168.0.1/24"), "192.168.0.1/24");
  EXPECT_EQ(Cidr("2001:DB8::/32"), "2001:db8::/32");
  EXPECT_EQ(Cidr("0.0.0.0/0"), "0.0.0.0/0");
  EXPECT_EQ(Cidr("::1/128"), "::1/128");
  for (const char* text : {"192.168.0.1", "192.168.0.1/", "192.168.0.1/33", "192.168.0.1/024",
                           "::/129", "/24", "192.168.0.1/-1", "192.168.0.1/2 4", "10/8"}) {
    EXPECT_EQ(Cidr(text)[0], '!') << text;
  }
  EXPECT_EQ(Cidr("::ffff:c0a8:0/112"), "!must write a network of IPv4 addresses with dots");
}

TEST(IpTest, Containment) {
  const auto contains = [](std::string_view cidr, std::string_view ip) {
    return ContainsIp(ReadCidr(cidr).stored, Stored(ip));
  };
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.255.255"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(contains("192.168.0.7/24", "192.168.0.200"));
  EXPECT_TRUE(contains("192.168.128.0/17", "192.168.128.1"));
  EXPECT_FALSE(contains("192.168.128.0/17", "192.168.127.1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "1.2.3.4"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_FALSE(contains("::/0", "1.2.3.4"));
  EXPECT_TRUE(contains("127.0.0.0/8", "::ffff:7f00:1"));
  const auto holds = [](std::string_view outer, std::string_view inner) {
    return ContainsCidr(ReadCidr(outer).stored, ReadCidr(inner).stored);
  };
  EXPECT_TRUE(holds("10.0.0.0/8", "10.1.0.0/16"));
  EXPECT_TRUE(holds("10.0.0.0/8", "10.0.0.0/8"));
  EXPECT_FALSE(holds("10.1.0.0/16", "10.0.0.0/8"));
}

TEST(IpTest, Masked) {
  const auto masked = [](std::string_view cidr) {
    return FormatCidr(Masked(ReadCidr(cidr).stored));
  };
  EXPECT_EQ(masked("192.168.255.255/17"), "192.168.128.0/17");
  EXPECT_EQ(masked("1.2.3.4/32"), "1.2.3.4/32");
  EXPECT_EQ(masked("1.2.3.4/0"), "0.0.0.0/0");
  EXPECT_EQ(masked("2001:db8:ffff::1/33"), "2001:db8:8000::/33");
}

TEST(IpTest, Classes) {
  EXPECT_TRUE(IsLoopback(Stored("127.9.9.9")) && IsLoopback(Stored("::1")));
  EXPECT_FALSE(IsLoopback(Stored("128.0.0.1")) || IsLoopback(Stored("::2")));
  EXPECT_TRUE(IsUnspecified(Stored("0.0.0.0")) && IsUnspecified(Stored("::")));
  EXPECT_TRUE(IsLinkLocalUnicast(Stored("169.254.169.254")));
  EXPECT_TRUE(IsLinkLocalUnicast(Stored("febf::1")));
  EXPECT_FALSE(IsLinkLocalUnicast(Stored("fec0::1")));
  EXPECT_TRUE(IsLinkLocalMulticast(Stored("224.0.0.251")) &&
              IsLinkLocalMulticast(Stored("ff02::1")));
  EXPECT_FALSE(IsLinkLocalMulticast(Stored("224.0.1.1")) ||
               IsLinkLocalMulticast(Stored("ff05::1")));
  EXPECT_FALSE(IsGlobalUnicast(Stored("255.255.255.255")) || IsGlobalUnicast(Stored("224.0.0.1")));
  EXPECT_TRUE(IsGlobalUnicast(Stored("10.0.0.1")));
}

TEST(IpTest, PublicIsWhatNothingInsideAnOrganisationHas) {
  for (const char* text : {"8.8.8.8", "1.1.1.1", "2606:4700::1111", "172.32.0.1", "100.128.0.1"}) {
    EXPECT_TRUE(IsPublic(Stored(text))) << text;
  }
  for (const char* text : {"10.0.0.1",      "172.16.0.1",     "172.31.255.255",  "192.168.1.1",
                           "100.64.0.1",    "127.0.0.1",      "169.254.169.254", "0.1.2.3",
                           "192.0.2.1",     "198.18.0.1",     "203.0.113.9",     "240.0.0.1",
                           "::1",           "::7f00:1",       "::ffff:a00:1",    "64:ff9b::7f00:1",
                           "2002:7f00:1::", "fd00::1",        "fe80::1",         "2001:db8::1",
                           "ff02::1",       "255.255.255.255"}) {
    EXPECT_FALSE(IsPublic(Stored(text))) << text;
  }
}

TEST(IpTest, StoredFormsAreChecked) {
  EXPECT_TRUE(IsStoredIp(std::string(4, '\0')) && IsStoredIp(std::string(16, '\0')));
  EXPECT_FALSE(IsStoredIp("") || IsStoredIp("12345"));
  EXPECT_FALSE(IsStoredIp(std::string(10, '\0') + "\xff\xff" + "1234"));
  EXPECT_TRUE(IsStoredCidr(std::string("\x0a\0\0\0\x20", 5)));
  EXPECT_FALSE(IsStoredCidr(std::string("\x0a\0\0\0\x21", 5)));
}

}  // namespace
}  // namespace writ
