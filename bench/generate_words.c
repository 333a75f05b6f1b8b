#include "generate_words.h"

#define BROWSER(name, version) WORD("\"$browser\":\"" name "\",\"$browser_version\":" version ",")
#define OS(name) WORD("\"$os\":\"" name "\",")
#define OS_VERSION(name, version) WORD("\"$os\":\"" name "\",\"$os_version\":\"" version "\",")
#define MAKER(maker, model) WORD("\"$manufacturer\":\"" maker "\",\"$model\":\"" model "\",")
#define SCREEN(height, width) WORD("\"$screen_height\":" height ",\"$screen_width\":" width ",")

const web_device web_devices[WEB_DEVICE_COUNT] = {
    {BROWSER("Chrome", "141"), OS("Windows"), SCREEN("1080", "1920")},
    {BROWSER("Chrome", "141"), OS("Mac OS X"), SCREEN("1117", "1728")},
    {BROWSER("Mobile Safari", "26"), OS("iOS"), SCREEN("852", "393")},
    {BROWSER("Chrome", "140"), OS("Android"), SCREEN("915", "412")},
    {BROWSER("Safari", "18.6"), OS("Mac OS X"), SCREEN("900", "1440")},
    {BROWSER("Microsoft Edge", "141"), OS("Windows"), SCREEN("1440", "2560")},
    {BROWSER("Chrome", "139"), OS("Windows"), SCREEN("864", "1536")},
    {BROWSER("Firefox", "144"), OS("Windows"), SCREEN("1080", "1920")},
    {BROWSER("Mobile Safari", "18.5"), OS("iOS"), SCREEN("844", "390")},
    {BROWSER("Firefox", "143"), OS("Linux"), SCREEN("1200", "1920")},
    {BROWSER("Samsung Internet", "28"), OS("Android"), SCREEN("892", "412")},
    {BROWSER("Chrome", "138"), OS("Chrome OS"), SCREEN("768", "1366")},
};

const phone phones[PHONE_COUNT] = {
    {MAKER("Apple", "iPhone16,1"), OS_VERSION("iOS", "26.0.1"), SCREEN("852", "393")},
    {MAKER("Apple", "iPhone17,3"), OS_VERSION("iOS", "26.1"), SCREEN("852", "393")},
    {MAKER("samsung", "SM-S921B"), OS_VERSION("Android", "16"), SCREEN("2340", "1080")},
    {MAKER("Apple", "iPhone14,5"), OS_VERSION("iOS", "18.6.2"), SCREEN("844", "390")},
    {MAKER("Google", "Pixel 9"), OS_VERSION("Android", "16"), SCREEN("2424", "1080")},
    {MAKER("samsung", "SM-A546E"), OS_VERSION("Android", "15"), SCREEN("2340", "1080")},
    {MAKER("Xiaomi", "23117RA68G"), OS_VERSION("Android", "14"), SCREEN("2400", "1080")},
    {MAKER("Apple", "iPad14,8"), OS_VERSION("iOS", "26.0"), SCREEN("1180", "820")},
    {MAKER("OnePlus", "CPH2581"), OS_VERSION("Android", "15"), SCREEN("3168", "1440")},
    {MAKER("motorola", "moto g54 5G"), OS_VERSION("Android", "14"), SCREEN("2400", "1080")},
    {MAKER("Apple", "iPhone12,8"), OS_VERSION("iOS", "17.7.2"), SCREEN("667", "375")},
    {MAKER("HUAWEI", "ELS-NX9"), OS_VERSION("Android", "12"), SCREEN("2640", "1200")},
};

#define PLACE(city, region, country, zone)                                                         \
    {                                                                                              \
        WORD("\"$city\":\"" city "\","), WORD("\"$region\":\"" region "\","),                      \
            WORD("\"mp_country_code\":\"" country "\","),                                          \
            WORD("\"$city\":\"" city "\",\"$region\":\"" region "\",\"$country_code\":\"" country  \
                 "\",\"$timezone\":\"" zone "\",")                                                 \
    }

const place places[PLACE_COUNT] = {
    PLACE("New York", "New York", "US", "America/New_York"),
    PLACE("San Francisco", "California", "US", "America/Los_Angeles"),
    PLACE("London", "England", "GB", "Europe/London"),
    PLACE("Los Angeles", "California", "US", "America/Los_Angeles"),
    PLACE("Berlin", "State of Berlin", "DE", "Europe/Berlin"),
    PLACE("São Paulo", "São Paulo", "BR", "America/Sao_Paulo"),
    PLACE("Bengaluru", "Karnataka", "IN", "Asia/Kolkata"),
    PLACE("Paris", "Île-de-France", "FR", "Europe/Paris"),
    PLACE("Chicago", "Illinois", "US", "America/Chicago"),
    PLACE("Toronto", "Ontario", "CA", "America/Toronto"),
    PLACE("Mumbai", "Maharashtra", "IN", "Asia/Kolkata"),
    PLACE("Sydney", "New South Wales", "AU", "Australia/Sydney"),
    PLACE("Madrid", "Madrid", "ES", "Europe/Madrid"),
    PLACE("Mexico City", "Mexico City", "MX", "America/Mexico_City"),
    PLACE("Singapore", "", "SG", "Asia/Singapore"),
    PLACE("Tokyo", "Tokyo", "JP", "Asia/Tokyo"),
    PLACE("Munich", "Bavaria", "DE", "Europe/Berlin"),
    PLACE("Amsterdam", "North Holland", "NL", "Europe/Amsterdam"),
    PLACE("Austin", "Texas", "US", "America/Chicago"),
    PLACE("Seattle", "Washington", "US", "America/Los_Angeles"),
    PLACE("Zürich", "Zurich", "CH", "Europe/Zurich"),
    PLACE("Warsaw", "Mazovia", "PL", "Europe/Warsaw"),
    PLACE("Seoul", "Seoul", "KR", "Asia/Seoul"),
    PLACE("Jakarta", "Jakarta", "ID", "Asia/Jakarta"),
    PLACE("Stockholm", "Stockholm County", "SE", "Europe/Stockholm"),
    PLACE("Malmö", "Skåne County", "SE", "Europe/Stockholm"),
    PLACE("Bogotá", "Bogota D.C.", "CO", "America/Bogota"),
    PLACE("Lagos", "Lagos", "NG", "Africa/Lagos"),
    PLACE("Istanbul", "Istanbul", "TR", "Europe/Istanbul"),
    PLACE("Melbourne", "Victoria", "AU", "Australia/Melbourne"),
    PLACE("Dublin", "Leinster", "IE", "Europe/Dublin"),
    PLACE("Nairobi", "Nairobi County", "KE", "Africa/Nairobi"),
};

const product products[PRODUCT_COUNT] = {
    {WORD("Canvas Tote Bag"), WORD("bags"), 2450},
    {WORD("Trail Running Shoe"), WORD("shoes"), 11990},
    {WORD("Merino T-Shirt"), WORD("clothing"), 5900},
    {WORD("Steel Bottle 0.75 l"), WORD("outdoor"), 2995},
    {WORD("Wireless Earbuds"), WORD("electronics"), 8900},
    {WORD("Café Mug \\\"Größe M\\\""), WORD("kitchen"), 1250},
    {WORD("Daypack 22 l"), WORD("bags"), 7900},
    {WORD("Rain Jacket"), WORD("clothing"), 14900},
    {WORD("Head Lamp"), WORD("outdoor"), 3999},
    {WORD("Chef's Knife 20 cm"), WORD("kitchen"), 6480},
    {WORD("Notebook A5, dotted"), WORD("stationery"), 1490},
    {WORD("USB-C Charger 65 W"), WORD("electronics"), 4599},
    {WORD("Wool Socks (3 pairs)"), WORD("clothing"), 2700},
    {WORD("Yoga Mat"), WORD("sport"), 4500},
    {WORD("Camping Stove"), WORD("outdoor"), 8450},
    {WORD("Espresso Cups, set of 6"), WORD("kitchen"), 3600},
    {WORD("Mechanical Keyboard"), WORD("electronics"), 12900},
    {WORD("Linen Shirt"), WORD("clothing"), 6900},
    {WORD("Desk Lamp"), WORD("home"), 5490},
    {WORD("Kids' Sandals"), WORD("shoes"), 3290},
    {WORD("Climbing Rope 60 m"), WORD("sport"), 18900},
    {WORD("Poster \\\"Mañana\\\""), WORD("home"), 1900},
    {WORD("Tent, 2 persons"), WORD("outdoor"), 32900},
    {WORD("Standing Desk"), WORD("home"), 54900},
};

const word paths[PATH_COUNT] = {
    WORD("/"),
    WORD("/products"),
    WORD("/products/bags"),
    WORD("/cart"),
    WORD("/account/orders"),
    WORD("/products/outdoor"),
    WORD("/blog"),
    WORD("/products/electronics?sort=price_asc"),
    WORD("/pricing"),
    WORD("/checkout/shipping"),
    WORD("/account/settings"),
    WORD("/help/returns"),
    WORD("/blog/how-to-pack-for-a-week"),
    WORD("/products/clothing?size=m&colour=navy"),
    WORD("/about"),
    WORD("/stores/berlin"),
};

const word referrers[REFERRER_COUNT] = {
    WORD("https://www.google.com/"),
    WORD("https://shop.example/"),
    WORD("https://www.instagram.com/"),
    WORD("https://duckduckgo.com/"),
    WORD("https://www.bing.com/"),
    WORD("https://news.ycombinator.com/item?id=41234567"),
    WORD("https://t.co/"),
    WORD("https://mail.google.com/mail/u/0/"),
    WORD("https://www.reddit.com/r/onebag/"),
    WORD("android-app://com.google.android.gm/"),
};

const word campaigns[CAMPAIGN_COUNT] = {
    WORD("utm_source=google&utm_medium=cpc&utm_campaign=autumn_brand"),
    WORD("utm_source=newsletter&utm_medium=email&utm_campaign=2026_w41"),
    WORD("utm_source=instagram&utm_medium=social&utm_campaign=lookbook"),
    WORD("utm_source=google&utm_medium=cpc&utm_campaign=bags_generic"),
    WORD("utm_source=partner&utm_medium=referral&utm_campaign=travel_blog"),
    WORD("utm_source=newsletter&utm_medium=email&utm_campaign=win_back"),
    WORD("utm_source=bing&utm_medium=cpc&utm_campaign=autumn_brand"),
    WORD("utm_source=podcast&utm_medium=audio&utm_campaign=ep_112"),
};

const word carriers[CARRIER_COUNT] = {
    WORD("Verizon"), WORD("T-Mobile"), WORD("AT&T"),  WORD("Vodafone"),
    WORD("Orange"),  WORD("Airtel"),   WORD("Claro"), WORD("Telekom.de"),
};

const word queries[QUERY_COUNT] = {
    WORD("backpack"),
    WORD("rain jacket women"),
    WORD("running shoes"),
    WORD("gift under 50€"),
    WORD("wireless earbuds"),
    WORD("caf\\u00e9 mug"),
    WORD("bolsa de algodão"),
    WORD("\\\"merino\\\" t-shirt"),
    WORD("usb-c charger 65w"),
    WORD("schuhe größe 43"),
    WORD("東京 ポスター"),
    WORD("return policy"),
    WORD("tent 2p / 3p"),
    WORD("socks\\twool"),
    WORD("50% off \\/ sale"),
    WORD("\\ud83c\\udf81 for kids"),
    WORD("desk lamp 🔆 warm"),
    WORD("C:\\\\Users\\\\me\\\\list.txt"),
    WORD("рюкзак"),
    WORD("line one\\nline two"),
};

const word buttons[BUTTON_COUNT] = {
    WORD("add_to_cart"), WORD("nav_menu"),   WORD("apply_filter"), WORD("hero_cta"),
    WORD("load_more"),   WORD("save_later"), WORD("size_guide"),   WORD("apply_coupon"),
    WORD("zoom_image"),  WORD("chat_open"),  WORD("footer_help"),  WORD("language_switch"),
};

const word plans[PLAN_COUNT] = {WORD("free"), WORD("pro"), WORD("team"), WORD("enterprise")};

const word first_names[FIRST_NAME_COUNT] = {
    WORD("Emma"),   WORD("Liam"),   WORD("Olivia"), WORD("Noah"),  WORD("Mia"),    WORD("Lucas"),
    WORD("Sofia"),  WORD("Aarav"),  WORD("Zoë"),    WORD("Mateo"), WORD("Ingrid"), WORD("José"),
    WORD("Yuki"),   WORD("Fatima"), WORD("Björn"),  WORD("Chloé"), WORD("Ivan"),   WORD("Aisha"),
    WORD("Daniel"), WORD("Priya"),  WORD("Søren"),  WORD("Marta"), WORD("Kwame"),  WORD("Łucja"),
};

const word last_names[LAST_NAME_COUNT] = {
    WORD("Smith"),  WORD("Müller"),    WORD("García"), WORD("Silva"),  WORD("Nguyen"),
    WORD("Kumar"),  WORD("Martin"),    WORD("Rossi"),  WORD("Kim"),    WORD("O'Brien"),
    WORD("Novák"),  WORD("Andersson"), WORD("Yılmaz"), WORD("Tanaka"), WORD("Dubois"),
    WORD("Patel"),  WORD("Kowalski"),  WORD("Okafor"), WORD("Jansen"), WORD("Fernández"),
    WORD("Larsen"), WORD("Ivanov"),    WORD("Cohen"),  WORD("Haddad"),
};

const word mail_hosts[MAIL_HOST_COUNT] = {
    WORD("example.com"),     WORD("mail.example.org"), WORD("example.net"),
    WORD("post.example.de"), WORD("example.co.uk"),    WORD("corp.example.io"),
};

const word variants[VARIANT_COUNT] = {
    WORD("[\"nav_a\"]"),
    WORD("[\"nav_b\"]"),
    WORD("[]"),
    WORD("[\"nav_a\",\"price_round\"]"),
    WORD("[\"nav_b\",\"price_round\"]"),
    WORD("null"),
    WORD("[\"nav_a\",\"checkout_v2\",\"price_round\"]"),
    WORD("{\"nav\":\"a\",\"checkout\":{\"version\":2,\"sticky\":true}}"),
};

const word error_texts[ERROR_COUNT] = {
    WORD("Failed to fetch"),
    WORD("Payment declined: insufficient funds"),
    WORD("TypeError: Cannot read properties of undefined (reading 'price')"),
    WORD("Timeout after 10000 ms"),
    WORD("HTTP 503 from https://api.shop.example/v2/cart"),
    WORD("Ungültige Adresse: \\\"PLZ\\\" fehlt"),
    WORD("Coupon expired"),
    WORD("at render (app.js:1:20391)\\n  at commit (app.js:1:8812)"),
};
