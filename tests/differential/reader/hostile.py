"""Lines that are legal and that a careless reader gets wrong. All of them load."""

from itertools import permutations

# Five members in every order: each of the three that are taken out is first, last, alone, between others.
PARTS = ('"a":1', '"b":{"time":2,"$insert_id":[3]}')

# Blanks around the parts of a line: none, and several kinds. Bytes 0x20, 0x09 and 0x0d only.
BLANKS = ("", " ", "\t", "  \r ", " \t ")


def event(properties, name='"A"'):
    return f'{{"event":{name},"properties":{properties}}}'


def with_id(number, members, time="1602611311", distinct_id='"u1"'):
    """An event with an insert_id of its own, so that it is no repeat of another."""
    return event(
        f'{{"time":{time},"distinct_id":{distinct_id},"$insert_id":"h{number}"{members}}}')


def orders():
    lines = []
    for number, order in enumerate(permutations(range(5))):
        blank = BLANKS[number % len(BLANKS)]
        taken = (f'"time"{blank}:{blank}16026{number:05d}', f'"distinct_id":{blank}"u{number % 7}"',
                 f'"$insert_id"{blank}:"order-{number}"')
        parts = [(PARTS + taken)[i] for i in order]
        inside = f"{blank},{blank}".join(parts)
        lines.append(f'{blank}{{{blank}"event"{blank}:"Order"{blank},'
                     f'"properties":{blank}{{{blank}{inside}{blank}}}{blank}}}{blank}')
    return lines


# Without kept members, and with kept ones on one side only.
SHAPES = [
    '{"time":1,"distinct_id":"s","$insert_id":"s1"}',
    '{ "time" : 1 , "distinct_id" : "s" , "$insert_id" : "s2" }',
    '{"time":1}',
    '{\t"time":2\t}',
    '{"$insert_id":"s3","time":1}',
    '{ "a" : 1 , "time":1,"distinct_id":"s","$insert_id":"s4"\t}',
    '{"a":1\t,\t"time":1,"distinct_id":"s","$insert_id":"s5"  }',
    '{"time":1,"distinct_id":"s","$insert_id":"s6" , "a":1 }',
    '{"time":1,"a":[],"distinct_id":"s","b":{},"$insert_id":"s7"}',
    '{"a":"}","time":1,"distinct_id":"s","$insert_id":"s8","b":"{\\"time\\":9"}',
    '{"a":",","time":1,"distinct_id":",","$insert_id":"s9,"}',
    '{"a":"x\\\\","time":1,"distinct_id":"s","$insert_id":"s10"}',
    '{"a":{"b":[{"time":5,"distinct_id":"no","$insert_id":"no"}]},"time":1,"$insert_id":"s11"}',
    '{"Time":1,"TIME":2,"time":3,"times":4,"$insert_ids":5,"$insert_id":"s12"}',
]

ESCAPED_KEYS = [
    '{"tim\\u0065":1602611312,"distinct\\u005fid":"u2","\\u0024insert_id":"k1","a":1}',
    '{"a":1,"\\u0074\\u0069\\u006D\\u0065":1602611313,"distinct_id":"u2","$insert_id":"k2"}',
    '{"time":1602611314,"distinct_id":"u2","$insert_id":"k3","time\\u0000":1,"x\\u0000y":"z\\u0000"}',
    '{"time":1602611315,"dist\\u0069nct_id":"u\\u0000\\u0001\\u001f\\"\\\\\\/\\b\\f\\n\\r\\t","$insert_id":"k4"}',
    '{"time":1602611316,"distinct_id":"u2","$insert_id":"k\\u0035-\\ud83d\\ude00-\\u00e9"}',
]

VALUES = [
    '"\\u0000"', '"a\\u0000b"', '"\u2028\u2029\u0085"', '"\\u2028"', '"é 東京 😀"',
    '"\\ud83d\\ude00"', '"\\/ \\\\ \\" \\b\\f\\n\\r\\t"', '"\x7f"', '"\ufeff"', '"\uffff"',
    "9007199254740993", "18446744073709551616", "-9223372036854775809",
    "123456789012345678901234567890123456789012345678901234567890", "1e400", "-1E-400", "1.0",
    "-0", "-0.0", "0.1e+1", "1.10", "3.141592653589793238462643383279", "true", "false", "null",
    "[]", "{}", "[[[[]]],[{}]]", "[1,[2,[3,{\"a\":[null,{\"b\":[]}]}]]]", "{\"\":{\"\":\"\"}}",
    '"2026-01-01T00:00:00"', '"NaN"', '"# no comment // at all /* */"', '"<script>&amp;\'"',
]

# Keys that flattening, SQL or JSON paths would trip over.
KEYS = ["", " ", "a.b", "a b", "$", "$browser", "a'b", 'a\\"b', "A", "é", "東京", "\\n", "[0]", "*",
        "event", "properties", "insert_id", "$time", "; DROP TABLE t; --", "%s%n", "\\u0000"]

DUPLICATE_KEYS = [
    '{"time":1602611311,"distinct_id":"u3","$insert_id":"d1","a":1,"a":2,"a":1}',
    '{"time":1602611311,"distinct_id":"u3","$insert_id":"d2","time":2,"a":1}',
    '{"time":1602611311,"time":2,"distinct_id":"u3","$insert_id":"d3"}',
    '{"a":1,"time":1602611311,"distinct_id":"first","distinct_id":"second","$insert_id":"d4"}',
    '{"time":1602611311,"distinct_id":"u3","$insert_id":"d5","a":1,"$insert_id":"d5-second"}',
    '{"time":1602611311,"tim\\u0065":"not a time","distinct_id":"u3","$insert_id":"d6"}',
    '{"a":1,"time":1602611311,"b":2,"time":3,"c":4,"distinct_id":"u3","distinct_id":4,'
    '"$insert_id":"d7","$insert_id":"d8"}',
]

TIMES = [
    "0", "-0", "1", "-1", "1602611311", "1602611311000", "1602611311123", "1602611311123.4567",
    "1602611311.5", "1602611311.123456", "1602611311.1234564999", "1602611311.1234565",
    "-1602611311.1234565", "-1602611311", "-1602611311000", "99999999999", "99999999999.9999994",
    "100000000000", "-62135596800", "-100000000000", "1.602611311e9", "1602611311E0",
    "16026113110e-1", "1602611311123e0", "0.0000005", "0.00000049", "-0.0000005", "1e-400",
    '"1602611311"', '"1602611311123"', '"1602611311.25"', '"-5"', '"1.6e9"', "1e11", "253402300799",
]

IDS = [
    "5", "-5", "1.0", "1.50", "1e3", "12345678901234567890123", '"5"', '"1.0"', '""', "null",
    '"é"', '"東京"', '"\\u0000"', '"a\\u0000"', '"a"', '" a "', '"A"', "\"'\"", '"\\""', '"\\u00e9"',
    '"$device:x"', '"' + "long-" * 3000 + '"', '"\u2028"',
]

EVENT_NAMES = ['"$mp_web_page_view"', '"é \\u00e9"', '"a\\"b\\\\c\\/d"', '"\\u0000"', '" "', '"東京 😀"',
               '"a\\nb"', '"null"', '"' + "name " * 400 + '"']

TOP_LEVEL = [
    '{"properties":{"time":1,"distinct_id":"t","$insert_id":"t1","a":1},"event":"A"}',
    '{"x":{"event":"no","properties":{"time":9}},"event":"A","y":[1,{"properties":2}],'
    '"properties":{"time":1,"distinct_id":"t","$insert_id":"t2","a":1},"z":null}',
    '{"\\u0065vent":"A","propertie\\u0073":{"time":1,"distinct_id":"t","$insert_id":"t3","a":1}}',
    ' { "properties" : { "time" : 1 , "$insert_id" : "t4" } , "event" : "A" , "more" : "}" } ',
]

# The same event, time, distinct_id and insert_id, written in several ways; only the first is kept.
REPEATS = [
    '{"time":1602611400,"distinct_id":"5","$insert_id":"r1","first":true}',
    '{"first":false,"distinct_id":5,"$insert_id":"r1","time":1602611400}',
    '{"time":1602611400.0,"distinct_id":"5","$insert_id":"r1"}',
    '{"time":"1602611400","distinct_id":"\\u0035","$insert_id":"\\u00721"}',
    '{"time":1602611400000,"distinct_id":"5","$insert_id":"r1","x":"ms"}',
    '{"time":1602611401,"distinct_id":null,"$insert_id":7}',
    '{"time":1602611401,"distinct_id":"","$insert_id":"7"}',
    '{"time":1602611401,"$insert_id":"7","late":1}',
]

# One insert_id, different events; the smallest by time, name and distinct_id keeps it. With repeats among them.
SHARED_IDS = [
    ('"B"', '{"time":1602611500,"distinct_id":"a","$insert_id":"G-1","n":1}'),
    ('"A"', '{"time":1602611500,"distinct_id":"b","$insert_id":"G-1","n":2}'),
    ('"A"', '{"time":1602611500,"distinct_id":"a","$insert_id":"G-1","n":3}'),
    ('"A"', '{"time":1602611501,"distinct_id":"a","$insert_id":"G-1","n":4}'),
    ('"A"', '{"time":1602611500,"distinct_id":"b","$insert_id":"G-1","n":5}'),
    ('"Z"', '{"time":1602611499.999999,"distinct_id":"z","$insert_id":"G-1","n":6}'),
    ('"é"', '{"time":1602611500,"distinct_id":"é","$insert_id":"G-2"}'),
    ('"z"', '{"time":1602611500,"distinct_id":"z","$insert_id":"G-2"}'),
    ('"z"', '{"time":1602611500,"distinct_id":"Z","$insert_id":"G-2"}'),
    ('"z"', '{"time":-5,"distinct_id":"0","$insert_id":"G-3"}'),
    ('"z"', '{"time":5,"distinct_id":"0","$insert_id":"G-3"}'),
    ('"B"', '{"time":5,"distinct_id":"a","$insert_id":"G-5"}'),
    ('"A"', '{"time":5,"distinct_id":"b","$insert_id":"G-5"}'),
    ('"ab"', '{"time":5,"distinct_id":"c","$insert_id":"G-4"}'),
    ('"a"', '{"time":5,"distinct_id":"bc","$insert_id":"G-4"}'),
    ('"A"', '{"time":5,"distinct_id":"c","$insert_id":"g-4"}'),
    ('"A"', '{"time":5,"distinct_id":"c","$insert_id":"G-4 "}'),
]

# Without an id: identical content is one event, other content another.
MISSING_IDS = [
    '{"time":1602611600,"distinct_id":"m","a":1}',
    '{"time":1602611600,"distinct_id":"m","a":1}',
    '{"time":1602611600,"distinct_id":"m","$insert_id":null,"a":1}',
    '{"time":1602611600,"distinct_id":"m","$insert_id":"","a":1}',
    '{"distinct_id":"m","time":1602611600,"a":1}',
    '{"time":1602611600,"distinct_id":"m","a":2}',
    '{"time":1602611600,"distinct_id":"m","a":1 }',
    '{"time":1602611601,"distinct_id":"m","a":1}',
    '{"time":1602611600,"distinct_id":"m2","a":1}',
    '{"time":1602611600,"distinct_id":"","a":1}',
    '{"time":1602611600,"a":1}',
    '{"time":1602611600}',
    '{"time":1602611600,"$insert_id":null}',
]


def event_lines():
    """All of them, as text. Ids are numbered, so that only the intended repeats are repeats."""
    lines = orders() + TOP_LEVEL
    for properties in SHAPES + ESCAPED_KEYS + DUPLICATE_KEYS + REPEATS + MISSING_IDS:
        lines.append(event(properties))
    lines += [event(properties, name) for name, properties in SHARED_IDS]
    lines += [with_id(f"value-{i}", f',"v":{value}') for i, value in enumerate(VALUES)]
    lines += [with_id(f"key-{i}", f',"{key}":1,"z":2') for i, key in enumerate(KEYS)]
    lines += [with_id(f"time-{i}", ',"a":1', time=time) for i, time in enumerate(TIMES)]
    lines += [with_id(f"id-{i}", ',"a":1', distinct_id=value) for i, value in enumerate(IDS)]
    lines += [event(f'{{"time":{100 + i},"$insert_id":{value},"a":{i}}}')
              for i, value in enumerate(IDS)]
    lines += [event(f'{{"time":1,"$insert_id":"name-{i}"}}', name)
              for i, name in enumerate(EVENT_NAMES)]
    lines.append(with_id("deep", ',"a":' + "[" * 400 + "]" * 400))
    lines.append(with_id("long", ',"a":"' + "long \\u00e9 " * 400000 + '"'))
    lines.append(with_id("many", "".join(f',"p{i}":{i}' for i in range(5000))))
    return lines


PROFILES = [
    '{"$distinct_id":"p1","$properties":{"$last_seen":"2026-10-28T20:14:15","$name":"N","a":1}}',
    '{"$distinct_id":"p2","$properties":{"a":1,"$last_seen":"2026-10-28T20:14:15.123456"}}',
    '{"$distinct_id":"p3","$properties":{ "a" : 1 , "$last_seen" : "2026-10-28T20:14:15Z" , "b":2 }}',
    '{"$distinct_id":"p4","$properties":{"$last_seen":"2026-10-28T20:14:15+02:00"}}',
    '{"$distinct_id":"p5","$properties":{}}',
    '{"$distinct_id":"p6","$properties":{ "$last_seen":null }}',
    '{"$distinct_id":7,"$properties":{"a":1}}',
    '{"$properties":{"$last_seen":"1969-12-31T23:59:59","x":{"$last_seen":1}},"$distinct_id":"p8"}',
    '{"$distinct\\u005fid":"p\\u00e9\\u0000","$propertie\\u0073":{"$last\\u005fseen":"2026-10-28T00:00:00"}}',
    '{"$distinct_id":"p10","$properties":{"$last_seen":"2026-01-01T00:00:00","$last_seen":"late","a":1}}',
    '{"x":{"$properties":{}},"$distinct_id":"p11","y":"}","$properties":{"time":1,"$insert_id":2}}',
]

# The first record of a user, then a later one: newer, older, equal, and without a time on either side.
PROFILE_TIMES = [
    ("2026-01-01T00:00:00", "2026-01-02T00:00:00"), ("2026-01-02T00:00:00", "2026-01-01T00:00:00"),
    ("2026-01-01T00:00:00", "2026-01-01T00:00:00"), ("2026-01-01T00:00:00", None),
    (None, "2026-01-01T00:00:00"), (None, None),
    ("2026-01-03T00:00:00", None, "2026-01-01T00:00:00"),
    ("2026-01-01T00:00:00", "2026-01-03T00:00:00", "2026-01-02T00:00:00"),
    ("2026-01-01T00:00:00", "2026-01-01T00:00:00.000001", "2026-01-01T00:00:00"),
    (None, "2026-01-03T00:00:00", "2026-01-02T00:00:00", "2026-01-03T00:00:00"),
]


def profile_lines():
    lines = list(PROFILES)
    for place in range(4):
        for user, times in enumerate(PROFILE_TIMES):
            if place < len(times):
                seen = f'"$last_seen":"{times[place]}",' if times[place] else ""
                lines.append(f'{{"$distinct_id":"w{user}","$properties":{{{seen}"n":{place}}}}}')
    return lines
