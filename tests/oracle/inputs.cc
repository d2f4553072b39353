#include "tests/oracle/inputs.h"

#include <limits>
#include <string>
#include <vector>

#include "engine/base/sha256.h"
#include "engine/value/canonical.h"
#include "engine/value/identity.h"

namespace writ::oracle {
namespace {

constexpr size_t kMostItems = 3;

const std::vector<int64_t> kInts = {0, 0, 1, 1, 2, 3, -1, -2, 7, 1000, INT64_MAX, INT64_MIN};
const std::vector<uint64_t> kUints = {0, 1, 2, 3, 1000, UINT64_MAX};
const std::vector<double> kDoubles = {0.0, 1.0, -1.5, 1e300, 9007199254740993.0};
const std::vector<std::string> kTexts = {
    "",           "a",     "b", "ab",    " x ", "12",  "-7",    "1.5",
    "2026-12-01", "1h30m", "é", "aB,cD", "USD", "EUR", "a,b,a", "99999999999999999999"};
const std::vector<const char*> kDecimals = {
    "0", "1", "0.5", "-2.25", "3", "1000000", "100000000000000000000", "0.000000000000000001"};
const std::vector<const char*> kCurrencies = {"USD", "USD", "EUR"};
const std::vector<int64_t> kDays = {0, 19'782, 20'788, -719'162, 2'932'896, 11'016};
const std::vector<TimeParts> kTimes = {{0, 0},      {1'795'456'800, 0},   {-1, 999'999'999},
                                       {86'399, 5}, {253'402'300'799, 0}, {-62'135'596'800, 0}};
const std::vector<TimeParts> kSpans = {{0, 0},    {86'400, 0},       {-86'400, 0},
                                       {5400, 0}, {-2, 500'000'000}, {315'360'000'000, 0}};

// Places in their many spellings; each kind of special address, and the edges of networks.
struct Places {
  TypeKind type;
  Kind kind;
  std::vector<const char*> texts;
};
const std::vector<Places> kPlaces = {
    {TypeKind::kIp,
     Kind::kIp,
     {"10.0.0.7", "127.0.0.1", "0.0.0.0", "255.255.255.255", "169.254.1.1", "224.0.0.1",
      "172.31.255.255", "100.64.0.1", "8.8.8.8", "::", "::1", "2001:DB8::1", "fe80::1", "ff02::1",
      "fd00::5", "1:2:3:4:5:6:7:8", "1::8", "::ffff:a00:7"}},
    {TypeKind::kCidr,
     Kind::kCidr,
     {"10.0.0.0/8", "10.1.2.3/31", "0.0.0.0/0", "192.168.1.0/24", "8.8.8.8/32", "::/0",
      "fe80::1/10", "2001:db8::/33", "::1/128"}},
    {TypeKind::kUrl,
     Kind::kUrl,
     {"HTTPS://A.example", "http://b.example:80/x?y=1&y=2#z", "https://[2001:db8::1]:8443/",
      "ws://c.example/a%20b", "https://a.example/?", "http://127.0.0.1/p#q?r"}},
    {TypeKind::kEmail, Kind::kEmail, {"ana@B.example", "o.k+tag@mail.c.example"}},
    {TypeKind::kPath,
     Kind::kPath,
     {"/", "/srv//data/x.tar.gz", "a/./b", ".", "b/.rc", "/srv/data"}}};

Value MakePlace(const Places& places, Random& random, Arena& arena) {
  const Spelling spelling = ReadIdentity(places.kind, random.Pick(places.texts));
  return Value::Identity(places.kind, arena.Copy(spelling.stored));
}

Value MakeItems(const Type& type, Random& random, Arena& arena) {
  const uint32_t size = static_cast<uint32_t>(random.Below(kMostItems + 1));
  Value* items = arena.NewArray<Value>(size);
  for (uint32_t i = 0; i < size; ++i) items[i] = MakeValue(*type.element, random, arena);
  return type.is(TypeKind::kSet) ? MakeSet(items, size, arena) : Value::List(items, size);
}

Value MakeMapOf(const Type& type, Random& random, Arena& arena) {
  std::vector<MapEntry> entries;
  for (size_t i = random.Below(kMostItems + 1); i > 0; --i) {
    const MapEntry entry = {MakeValue(*type.key, random, arena),
                            MakeValue(*type.element, random, arena)};
    bool known = false;
    for (const MapEntry& other : entries) known = known || Equal(other.key, entry.key).IsTrue();
    if (!known) entries.push_back(entry);
  }
  return MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena);
}

Value MakeRecord(const Type& type, Random& random, Arena& arena) {
  std::vector<MapEntry> entries;
  for (const Field& field : type.fields) {
    const Value value = MakeValue(*field.type, random, arena);
    if (!value.is(Kind::kAbsent)) {
      entries.push_back({Value::String(arena.Copy(field.name)), value});
    }
  }
  return MakeMap(entries.data(), static_cast<uint32_t>(entries.size()), arena);
}

Value MakeDyn(Random& random, Arena& arena) {
  switch (random.Below(5)) {
    case 0:
      return Value::Null();
    case 1:
      return Value::Bool(random.OneIn(2));
    case 2:
      return Value::Int(random.Pick(kInts));
    case 3:
      return Value::Decimal(*Decimal::Parse(random.Pick(kDecimals)), arena);
    default:
      return Value::String(arena.Copy(random.Pick(kTexts)));
  }
}

Value MakeEntity(const Type& type, std::string_view id, Random& random, Arena& arena) {
  const MapRep* attributes = nullptr;
  if (type.is(TypeKind::kTask)) attributes = &MakeRecord(type, random, arena).AsMap();
  return Value::Entity(arena.New(EntityRep{arena.Copy(type.name), arena.Copy(id), attributes}));
}

Value MakeNumber(const Type& type, Random& random, Arena& arena) {
  if (type.is(TypeKind::kInt)) return Value::Int(random.Pick(kInts));
  if (type.is(TypeKind::kUint)) return Value::Uint(random.Pick(kUints));
  if (type.is(TypeKind::kDouble)) return Value::Double(random.Pick(kDoubles));
  const Decimal decimal = *Decimal::Parse(random.Pick(kDecimals));
  if (type.is(TypeKind::kDecimal)) return Value::Decimal(decimal, arena);
  return Value::Money({decimal, *ParseCurrency(random.Pick(kCurrencies))}, arena);
}

bool IsNumber(const Type& type) {
  return type.is(TypeKind::kInt) || type.is(TypeKind::kUint) || type.is(TypeKind::kDouble) ||
         type.is(TypeKind::kDecimal) || type.is(TypeKind::kMoney);
}

uint64_t HashOf(std::string_view salt, const std::vector<Value>& keys) {
  std::string bytes(salt);
  for (const Value& key : keys) bytes += CanonicalBytes(key);
  const Digest digest = Sha256(bytes);
  uint64_t hash = 0;
  for (size_t i = 0; i < 8; ++i) hash = hash << 8 | static_cast<uint8_t>(digest[i]);
  return hash;
}

}  // namespace

Value MakeValue(const Type& type, Random& random, Arena& arena) {
  if (type.is(TypeKind::kOptional)) {
    return random.OneIn(2) ? Value() : MakeValue(*type.element, random, arena);
  }
  for (const Places& places : kPlaces) {
    if (type.is(places.type)) return MakePlace(places, random, arena);
  }
  if (IsNumber(type)) return MakeNumber(type, random, arena);
  if (type.is(TypeKind::kBool)) return Value::Bool(random.OneIn(2));
  if (type.is(TypeKind::kString)) return Value::String(arena.Copy(random.Pick(kTexts)));
  if (type.is(TypeKind::kBytes)) return Value::Bytes(arena.Copy(random.Pick(kTexts)));
  if (type.is(TypeKind::kDate)) return Value::Date(random.Pick(kDays));
  if (type.is(TypeKind::kTimestamp)) return Value::Timestamp(random.Pick(kTimes));
  if (type.is(TypeKind::kDuration)) return Value::Duration(random.Pick(kSpans));
  if (type.is(TypeKind::kList) || type.is(TypeKind::kSet)) return MakeItems(type, random, arena);
  if (type.is(TypeKind::kMap)) return MakeMapOf(type, random, arena);
  if (type.is(TypeKind::kRecord)) return MakeRecord(type, random, arena);
  if (type.is(TypeKind::kEnum)) return Value::String(random.Pick(type.values));
  if (type.is(TypeKind::kEntity))
    return MakeEntity(type, random.OneIn(2) ? "ana" : "bob", random, arena);
  if (type.is(TypeKind::kTask)) return MakeEntity(type, "t1", random, arena);
  return MakeDyn(random, arena);
}

World MakeWorld(const lang::Model& model, Random& random, Arena& arena) {
  World world;
  auto set = [&world](Root root, Value value) { world.roots[static_cast<size_t>(root)] = value; };
  const lang::Action& action = model.actions[0];
  set(Root::kUser, MakeEntity(*model.user_type, "ana", random, arena));
  set(Root::kAgent, MakeEntity(*model.agent_type, "bot", random, arena));
  set(Root::kTask, MakeEntity(*model.tasks[0], "t1", random, arena));
  set(Root::kArgs, MakeRecord(*action.args, random, arena));
  set(Root::kResult, MakeRecord(*action.result, random, arena));
  const Value agent = world.roots[static_cast<size_t>(Root::kAgent)];
  Value* chain = arena.NewArray<Value>(1);
  chain[0] = agent;
  MapEntry call[] = {{Value::String("chain"), Value::List(chain, 1)},
                     {Value::String("id"), Value::String("c1")},
                     {Value::String("ip"), Value::String("10.0.0.1")},
                     {Value::String("session"), Value::String("s1")},
                     {Value::String("time"), Value::Timestamp(random.Pick(kTimes))}};
  set(Root::kCall, MakeMap(call, 5, arena));
  MapEntry tool[] = {{Value::String("name"), Value::String("a.probe")},
                     {Value::String("server"), Value::String("")}};
  set(Root::kTool, MakeMap(tool, 2, arena));
  world.fact = [&model, &arena](uint32_t fact, const std::vector<Value>& keys) {
    Random seeded(HashOf(model.facts[fact].name, keys));
    return MakeValue(*model.facts[fact].type, seeded, arena);
  };
  world.attributes = [&model, &arena](const Value& entity) {
    Random seeded(HashOf("attributes", {entity}));
    const bool user = entity.AsEntity().type == model.user_type->name;
    return MakeRecord(user ? *model.user_type : *model.agent_type, seeded, arena);
  };
  return world;
}

}  // namespace writ::oracle
