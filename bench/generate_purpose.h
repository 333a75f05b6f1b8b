/*
 * What random streams are opened for. Streams of different purposes have nothing to do with each other, so
 * that one more draw for users changes no event's id. The numbers are part of "same seed, same bytes".
 */
#ifndef GENERATE_PURPOSE_H
#define GENERATE_PURPOSE_H

#define PURPOSE_USER 1
#define PURPOSE_EVENT 2
#define PURPOSE_PROFILE 3
/* Whether a line repeats an earlier one, and which. */
#define PURPOSE_REPEAT 4
/* Whether an event has an id of its own. */
#define PURPOSE_IDENTITY 5
#define PURPOSE_VISIT 6
/* Which of the visits of its time an event belongs to. */
#define PURPOSE_VISIT_CHOICE 7

#endif
