"""Colour and type of the page, told to Streamlit once; components read the same values as CSS variables.

Ink on paper, one violet accent for what can be pressed, amber only for caution, red only for danger.
Contrast: body text at least 12:1, soft text at least 5:1, in both themes.
"""

from __future__ import annotations

from typing import Any

FONTS_ROUTE = "/assets/fonts"

LIGHT = {
    "primaryColor": "#5b3e96",
    "linkColor": "#5b3e96",
    "backgroundColor": "#fbfaf7",
    "secondaryBackgroundColor": "#ffffff",
    "textColor": "#1c2430",
    "borderColor": "#e4e0d8",
    "grayTextColor": "#5b6472",
    "grayColor": "#8a8577",
    "violetBackgroundColor": "#f1edf8",
    "violetTextColor": "#5b3e96",
    "orangeTextColor": "#805300",
    "orangeBackgroundColor": "#fdf5e3",
    "yellowTextColor": "#805300",
    "yellowBackgroundColor": "#fdf5e3",
    "blueTextColor": "#1c2430",
    "blueBackgroundColor": "#f1edf8",
    "greenTextColor": "#2f6b4f",
    "greenBackgroundColor": "#e9f3ee",
    "redTextColor": "#9b1c1c",
    "redBackgroundColor": "#fdeeec",
}
DARK = {
    "primaryColor": "#b9a3ea",
    "linkColor": "#b9a3ea",
    "backgroundColor": "#15181d",
    "secondaryBackgroundColor": "#1b1f26",
    "textColor": "#e8e6e1",
    "borderColor": "#2c323b",
    "grayTextColor": "#9aa3b0",
    "grayColor": "#7b8492",
    "violetBackgroundColor": "#262135",
    "violetTextColor": "#b9a3ea",
    "orangeTextColor": "#e3b564",
    "orangeBackgroundColor": "#2a2418",
    "yellowTextColor": "#e3b564",
    "yellowBackgroundColor": "#2a2418",
    "blueTextColor": "#e8e6e1",
    "blueBackgroundColor": "#262135",
    "greenTextColor": "#7cc3a0",
    "greenBackgroundColor": "#1a2822",
    "redTextColor": "#f2a59d",
    "redBackgroundColor": "#331d1d",
}
CHARTS = {
    "light": ["#5b3e96", "#2f6b4f", "#a86f12", "#5b6472"],
    "dark": ["#b9a3ea", "#7cc3a0", "#e3b564", "#9aa3b0"],
}
"""Colours of charts, apart in lightness too, so that they can be told in grey print."""
SANS = '"Inter", system-ui, -apple-system, "Segoe UI", sans-serif'
SERIF = '"Source Serif 4", Georgia, "Times New Roman", serif'


def options() -> dict[str, Any]:
    """Streamlit's options for look and privacy, by dotted name."""
    chosen: dict[str, Any] = {
        "theme.font": SANS,
        "theme.headingFont": SERIF,
        "theme.baseFontSize": 16,
        "theme.baseRadius": "8px",
        "theme.showWidgetBorder": True,
        "theme.showSidebarBorder": True,
        "theme.fontFaces": [
            {
                "family": "Inter",
                "url": f"{FONTS_ROUTE}/inter-latin-wght-normal.woff2",
                "weight": "100 900",
                "style": "normal",
            },
            {
                "family": "Source Serif 4",
                "url": f"{FONTS_ROUTE}/source-serif-4-latin-opsz-normal.woff2",
                "weight": "200 900",
                "style": "normal",
            },
        ],
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.showSidebarNavigation": False,
        "server.fileWatcherType": "none",
        "server.headless": True,
        "server.showEmailPrompt": False,
        "server.maxUploadSize": 1,
        "logger.level": "warning",
    }
    for name, palette in (("light", LIGHT), ("dark", DARK)):
        chosen |= {f"theme.{name}.{key}": value for key, value in palette.items()}
        chosen[f"theme.{name}.chartCategoricalColors"] = CHARTS[name]
        chosen[f"theme.{name}.sidebar.backgroundColor"] = palette["backgroundColor"]
        chosen[f"theme.{name}.sidebar.secondaryBackgroundColor"] = palette["secondaryBackgroundColor"]
    return chosen
