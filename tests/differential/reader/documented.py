"""Lines in the shapes that Mixpanel's public documentation shows: default properties, groups, identities, profiles."""

import json

# What the SDKs and the ingestion add by themselves, in the web's and in the phone's manner.
WEB = {
    "$browser": "Chrome", "$browser_version": 86, "$city": "San Francisco", "$current_url": "https://example.com/a?b=c#d",
    "$device_id": "17b2c4d5e6f7a8-0b1c2d3e4f5a6b-0c1d2e3f-1fa400-17b2c4d5e6fa12", "$initial_referrer": "$direct",
    "$initial_referring_domain": "$direct", "$lib_version": "2.39.0", "$os": "Mac OS X", "$region": "California",
    "$screen_height": 1050, "$screen_width": 1680, "$user_id": "user-1", "$mp_api_endpoint": "api-js.mixpanel.com",
    "$mp_api_timestamp_ms": 1602611312345, "mp_country_code": "US", "mp_lib": "web",
    "mp_processing_time_ms": 1602611312400, "mp_sent_by_lib_version": "2.39.0", "utm_source": None,
}
PHONE = {
    "$app_build_number": "1021", "$app_version_string": "5.2.1", "$bluetooth_enabled": False, "$brand": "samsung",
    "$carrier": "Telefónica", "$has_nfc": True, "$manufacturer": "samsung", "$model": "SM-G991B", "$os": "Android",
    "$os_version": "11", "$screen_dpi": 480, "$wifi": True, "$radio": "5G", "$had_persisted_distinct_id": False,
    "$lib_version": "5.8.5", "mp_lib": "android", "mp_country_code": "ES", "$city": "Málaga", "$import": True,
    "mp_processing_time_ms": 1602611313001,
}

EVENTS = [
    ("Signed up", {"Referred By": "Friend"} | WEB),
    ("$mp_web_page_view", {"current_page_title": "Home – Example", "current_url_path": "/"} | WEB),
    ("App Open", PHONE),
    ("$ae_session", {"$ae_session_length": 32.8} | PHONE),
    # Objects, arrays, and arrays of objects.
    ("Order Completed", {
        "order": {"id": "o-17", "total": 131.5, "address": {"zip": "94105", "lines": ["1 Main St", ""]}},
        "items": [{"sku": "a", "qty": 1, "price": 9.99}, {"sku": "b", "qty": 2, "tags": ["x", None]}],
        "coupons": [], "meta": {}, "amount": 131.50, "is_gift": False, "note": None}),
    # Group keys: one, or a list.
    ("Project Created", {"company": "acme", "$group_id": ["acme", "globex"], "$group_key": "company", "company_id": [1, 2]}),
    ("$groupidentify", {"$group_key": "company", "$group_id": "acme"}),
    # Identity, as the original and the simplified API write it.
    ("$identify", {"$identified_id": "user-1", "$anon_id": "17b2c4d5e6f7a8", "$device_id": "17b2c4d5e6f7a8"}),
    ("$create_alias", {"alias": "user-1@example.com", "distinct_id_before_identity": "17b2c4d5e6f7a8"}),
    ("$merge", {"$distinct_ids": ["user-1", "$device:17b2c4d5e6f7a8"]}),
    ("$mp_anything_else", {"$source": "ai", "mp_keyword": "größe", "mp_click_id": "Cj0KCQ"}),
]

PROFILES = [
    ("user-1", {
        "$last_seen": "2026-10-28T20:14:15", "$first_name": "Amy", "$last_name": "Ångström", "$name": "Amy Ångström",
        "$email": "amy@example.com", "$phone": "+15551234567", "$avatar": "https://example.com/a.png",
        "$created": "2026-01-05T10:11:12", "$city": "San Francisco", "$region": "California", "$country_code": "US",
        "$timezone": "America/Los_Angeles", "$browser": "Chrome", "$browser_version": 86, "$os": "Mac OS X",
        "$initial_referrer": "$direct", "$initial_referring_domain": "$direct",
        "$transactions": [{"$amount": 9.99, "$time": "2026-10-01T00:00:00", "sku": "a"}],
        "$android_devices": ["APA91b"], "$ios_devices": [], "$geo_source": "reverse_geocoding", "plan": "pro"}),
    ("$device:17b2c4d5e6f7a8", {"$last_seen": "2026-10-28T20:14:16", "$city": "Málaga", "$country_code": "ES"}),
    ("never-seen", {"$name": None, "$unsubscribed": True}),
    ("company-acme", {"$group_key": "company", "seats": 17, "owner": {"id": "user-1", "since": 2020}}),
]


def line(record, number):
    """As the export writes it, without blanks; as other tools write it again; with or without ASCII escapes."""
    separators = (None, (",", ":"))[number % 3 > 0]
    return json.dumps(record, separators=separators, ensure_ascii=number % 2 == 0)


def event_lines():
    lines = []
    for number in range(6 * len(EVENTS)):
        name, members = EVENTS[number % len(EVENTS)]
        taken = {"time": 1602611311 + number // len(EVENTS), "distinct_id": f"user-{number % 4}",
                 "$insert_id": f"{number:08x}-doc"}
        properties = taken | members if number % 4 else dict(sorted((taken | members).items()))
        lines.append(line({"event": name, "properties": properties}, number))
    return lines


def profile_lines():
    return [line({"$distinct_id": user, "$properties": properties}, number)
            for number, (user, properties) in enumerate(PROFILES)]
