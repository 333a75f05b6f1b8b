/* Ten lines against the installed tree: the header is found, the library is linked, and it runs. */
#include <mpdata.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    puts(mpdata_version_string());
    return strcmp(mpdata_version_string(), MPDATA_VERSION_STRING);
}
