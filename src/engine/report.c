#include "engine/report.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse/json_object.h"

#define TYPE_END " Error: "

static void set_type(engine_report *out, const char *type, size_t bytes)
{
    if (bytes == 0 || bytes >= sizeof(out->type))
        (void)snprintf(out->type, sizeof(out->type), "Unknown");
    else
        (void)snprintf(out->type, sizeof(out->type), "%.*s", (int)bytes, type);
}

/* "Binder Error: ..." is of the type "Binder". */
static void read_plain(engine_report *out, const char *text)
{
    const char *end = strstr(text, TYPE_END);
    /* The first colon is that of the end. */
    bool has_type =
        end != NULL && strchr(text, ':') > end && (size_t)(end - text) < sizeof(out->type);

    set_type(out, text, has_type ? (size_t)(end - text) : 0);
    out->message = has_type ? end + strlen(TYPE_END) : text;
}

/* DuckDB separates them by commas. */
static void set_candidates(engine_report *out, const char *names)
{
    size_t used = 0;

    while (names != NULL && *names != '\0') {
        size_t bytes = strcspn(names, ",");

        if (used + bytes + 2 > sizeof(out->candidates))
            break;
        if (used > 0)
            out->candidates[used++] = '\n';
        memcpy(out->candidates + used, names, bytes);
        used += bytes;
        names += bytes + (names[bytes] == ',');
    }
    out->candidates[used] = '\0';
}

static void set_position(engine_report *out, const char *digits)
{
    char *end = NULL;

    if (digits == NULL || *digits < '0' || *digits > '9')
        return;
    unsigned long long number = strtoull(digits, &end, 10);
    out->has_position = *end == '\0' && number < SIZE_MAX;
    out->position = (size_t)number;
}

static bool read_object(engine_report *out, const char *text)
{
    const char *start = strchr(text, '{');

    if (start == NULL || (start != text && strncmp(start - 2, ": ", 2) != 0))
        return false;
    out->object = json_object_read(start, strlen(start));
    if (out->object == NULL)
        return false;
    const char *type = json_object_text(out->object, "exception_type");
    const char *message = json_object_text(out->object, "exception_message");
    if (type == NULL || message == NULL)
        return false;
    set_type(out, type, strlen(type));
    out->message = message;
    set_position(out, json_object_text(out->object, "position"));
    set_candidates(out, json_object_text(out->object, "candidates"));
    return true;
}

void engine_report_read(engine_report *out, const char *text)
{
    memset(out, 0, sizeof(*out));
    if (text == NULL || text[0] == '\0')
        text = "DuckDB gave no reason";
    if (!read_object(out, text))
        read_plain(out, text);
}

void engine_report_dispose(engine_report *report)
{
    json_object_free(report->object);
    report->object = NULL;
}
