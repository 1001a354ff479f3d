//! What a page is looked at with.

/// The size of the screen and the colours that its owner likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub screen: Screen,
    pub colours: Colours,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    Desktop,
    Phone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    Dark,
    Light,
}

/// Every look.
pub const LOOKS: [Look; 4] = [
    Look { screen: Screen::Desktop, colours: Colours::Dark },
    Look { screen: Screen::Desktop, colours: Colours::Light },
    Look { screen: Screen::Phone, colours: Colours::Dark },
    Look { screen: Screen::Phone, colours: Colours::Light },
];

impl Look {
    /// Such as `dark-phone`.
    pub fn name(self) -> &'static str {
        match (self.colours, self.screen) {
            (Colours::Dark, Screen::Desktop) => "dark-desktop",
            (Colours::Dark, Screen::Phone) => "dark-phone",
            (Colours::Light, Screen::Desktop) => "light-desktop",
            (Colours::Light, Screen::Phone) => "light-phone",
        }
    }

    /// Width and height of what shows the page, in CSS pixels.
    pub fn size(self) -> (u32, u32) {
        match self.screen {
            Screen::Desktop => (1280, 860),
            Screen::Phone => (390, 844),
        }
    }

    /// As style sheets call the colours.
    pub fn scheme(self) -> &'static str {
        match self.colours {
            Colours::Dark => "dark",
            Colours::Light => "light",
        }
    }
}
