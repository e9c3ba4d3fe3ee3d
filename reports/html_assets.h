/* html_assets.h - the style and the script of the HTML report, as the files of reports/html/ have
 * them; the build makes the bytes from those files. */
#ifndef PARLEY_REPORTS_HTML_ASSETS_H
#define PARLEY_REPORTS_HTML_ASSETS_H

/* NUL-terminated. */
extern const char html_style[];
extern const char html_script[];

#endif
